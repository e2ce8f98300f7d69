package org.sparksg.lab.analyze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.sparksg.analysis.WeightNorm;
import org.sparksg.jobs.TextTable;
import org.sparksg.lab.analyze.Portrait.LayerView;

/**
 * Portraits side by side.
 *
 * @param name of the comparison, or of the conf file
 * @param examples what they were looked at with, for people
 */
record Report(String name, String examples, List<Portrait> portraits) {
    static final String NORMS = "Weight norms";

    /** Copies the list. */
    Report {
        portraits = List.copyOf(portraits);
    }

    /** Returns the text of {@code analysis.md}. */
    String markdown() {
        StringBuilder text = new StringBuilder("# " + name + "\n\n" + examples + "\n");
        for (Measure measure : measures()) {
            text.append("\n## " + measure.title() + "\n\n" + measure.unit() + "\n\n"
                    + table(measure).markdown());
        }
        return text.append("\n## " + NORMS + "\n\n" + norms().markdown()).toString();
    }

    /** Returns the measures that there are numbers of. */
    List<Measure> measures() {
        return Measure.ALL.stream()
                .filter(measure -> portraits.stream()
                        .flatMap(portrait -> portrait.layers().stream())
                        .anyMatch(layer -> !measure.text(layer).isEmpty()))
                .toList();
    }

    /** Returns a row for each layer, a column for each model. */
    TextTable table(Measure measure) {
        return table("layer", Portrait::layers, LayerView::name, measure::text);
    }

    /** Returns the norms: a row for each dense layer, a column for each model. */
    TextTable norms() {
        return table("layer", Portrait::norms, WeightNorm::layer, norm -> Measure.text("%.2f", norm.norm()));
    }

    private <T> TextTable table(
            String head, Function<Portrait, List<T>> rows, Function<T, String> name, Function<T, String> text) {
        List<String> heads = new ArrayList<>(List.of(head));
        portraits.forEach(portrait -> heads.add(portrait.subject().run()));
        List<T> longest = portraits.stream()
                .map(rows)
                .max(Comparator.comparingInt(List::size))
                .orElseThrow();
        List<List<String>> lines = new ArrayList<>();
        for (int row = 0; row < longest.size(); row++) {
            List<String> line = new ArrayList<>(List.of(name.apply(longest.get(row))));
            for (Portrait portrait : portraits) {
                List<T> own = rows.apply(portrait);
                line.add(row < own.size() ? text.apply(own.get(row)) : "");
            }
            lines.add(line);
        }
        return new TextTable(heads, lines);
    }
}
