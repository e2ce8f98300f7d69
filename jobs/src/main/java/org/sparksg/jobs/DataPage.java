package org.sparksg.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparksg.data.DataReport;
import org.sparksg.data.DataReport.Feature;
import org.sparksg.storage.ReplacedFile;

/** What was found in training data, as lines and as a page that needs nothing else. */
final class DataPage {
    /** The name of the page in a run's folder. */
    static final String NAME = "data.html";

    private static final int SHOWN = 12; // columns in the head of a run
    private static final int BAR = 300; // pixels
    private static final String STYLE = "body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width:"
            + " 1000px; padding: 0 1rem; color: #222; } table { border-collapse: collapse; margin: 0.5rem 0 1.5rem;"
            + " font-variant-numeric: tabular-nums; } th, td { border-bottom: 1px solid #ddd; padding: 0.25rem 0.75rem;"
            + " text-align: left; } .bar { display: inline-block; height: 0.8em; background: #4477aa; } .warning {"
            + " border-left: 4px solid #cc6600; padding-left: 0.75rem; margin: 0.5rem 0; }";

    private final DataReport report;

    /** Prepares to show a report. */
    DataPage(DataReport report) {
        this.report = report;
    }

    /** Returns whether there is anything to show: of data that are drawn there is not. */
    boolean isEmpty() {
        return report.rows() == 0;
    }

    /** Returns lines for a terminal: all columns, or the first of them. */
    List<String> lines(boolean all) {
        List<String> lines = new ArrayList<>();
        int width = report.features().stream()
                .mapToInt(feature -> feature.name().length())
                .max()
                .orElse(0);
        String row = "         %-" + Math.max(6, Math.min(40, width)) + "s  %-14s  %9s  %12s  %12s  %12s  %12s";
        if (!report.features().isEmpty()) {
            lines.add(String.format(row, "column", "kind", "missing", "least", "largest", "mean", "deviation"));
        }
        for (Feature feature : report.features()) {
            if (!all && lines.size() > SHOWN) {
                lines.add("         ... and " + (report.features().size() - SHOWN) + " more: see " + NAME
                        + ", or spark-sg doctor");
                break;
            }
            lines.add(line(row, feature));
        }
        if (report.label() != null) {
            lines.add(line(row, report.label()) + "  (label)");
        }
        if (report.lengths() != null) {
            lines.add("steps    " + lengths());
        }
        if (!report.classes().isEmpty()) {
            lines.add("classes  " + classes(all));
        }
        return lines;
    }

    private String lengths() {
        DataReport.Lengths found = report.lengths();
        return String.format(
                Locale.ROOT,
                "%,d in %,d sequences of %,d to %,d, in %,d windows",
                found.steps(),
                found.sequences(),
                found.shortest(),
                found.longest(),
                report.rows());
    }

    private String classes(boolean all) {
        List<String> counts = report.classes().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
        return all || counts.size() <= SHOWN
                ? String.join(", ", counts)
                : String.join(", ", counts.subList(0, SHOWN)) + " and " + (counts.size() - SHOWN) + " more";
    }

    private static String line(String pattern, Feature feature) {
        return String.format(
                Locale.ROOT,
                pattern,
                feature.name(),
                feature.kind(),
                feature.missing(),
                number(feature.least()),
                number(feature.largest()),
                number(feature.mean()),
                number(feature.deviation()));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.5g", value);
    }

    /** Returns the page. */
    String html(String title) {
        StringBuilder page = new StringBuilder(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(TextTable.escape(title))
                .append("</title><style>" + STYLE + "</style></head><body>\n<h1>")
                .append(TextTable.escape(title))
                .append("</h1>\n<p>" + report.rows() + " examples, those held out among them.</p>\n");
        if (report.lengths() != null) {
            page.append("<p>Steps: " + lengths() + ".</p>\n");
        }
        for (DataReport.Warning warning : report.warnings()) {
            page.append("<p class=\"warning\">" + TextTable.escape(warning.fact()) + "<br>"
                    + TextTable.escape(warning.fix()) + "</p>\n");
        }
        if (!report.classes().isEmpty()) {
            page.append("<h2>Classes</h2>\n" + bars(report.classes()));
        }
        List<Feature> columns = new ArrayList<>(report.features());
        if (report.label() != null) {
            columns.add(report.label());
        }
        if (!columns.isEmpty()) {
            page.append("<h2>Columns</h2>\n" + table(columns).html());
        }
        return page.append("</body></html>\n").toString();
    }

    private static TextTable table(List<Feature> columns) {
        return new TextTable(
                List.of("column", "kind", "missing", "least", "largest", "mean", "deviation"),
                columns.stream()
                        .map(column -> List.of(
                                column.name(),
                                column.kind(),
                                Long.toString(column.missing()),
                                number(column.least()),
                                number(column.largest()),
                                number(column.mean()),
                                number(column.deviation())))
                        .toList());
    }

    private static String bars(Map<String, Long> classes) {
        long most = classes.values().stream().max(Long::compare).orElse(1L);
        StringBuilder text = new StringBuilder("<table>\n");
        classes.forEach((name, count) -> text.append("<tr><th>" + TextTable.escape(name) + "</th><td>" + count
                + "</td><td><span class=\"bar\" style=\"width:" + Math.round((double) BAR * count / Math.max(1, most))
                + "px\"></span></td></tr>\n"));
        return text.append("</table>\n").toString();
    }

    /** Writes the page into a folder; replaces one that is there, whoever wrote it: of the same data it says the same. */
    void write(Configuration hadoop, String folder, String title) throws IOException {
        Path file = new Path(folder, NAME);
        new ReplacedFile(file.getFileSystem(hadoop), file)
                .write(html(title).getBytes(StandardCharsets.UTF_8), () -> {});
    }
}
