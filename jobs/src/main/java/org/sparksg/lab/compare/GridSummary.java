package org.sparksg.lab.compare;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.sparksg.jobs.TextTable;

/** The results of a grid over its seeds: a row for each network, a column for each rule. */
final class GridSummary {
    private static final String ONLY_NETWORK = "(the file's)";

    private final List<Result> results;
    private final String reference;

    /** {@code reference}: the rule that the others are compared with. */
    GridSummary(List<Result> results, String reference) {
        this.results = List.copyOf(results);
        this.reference = reference;
    }

    /** Returns whether answers are right or wrong in all models, so that their share says how good they are. */
    boolean countsErrors() {
        return results.stream()
                .filter(result -> !result.score().split().isEmpty())
                .noneMatch(result -> Double.isNaN(result.score().error()));
    }

    /** Returns what the score is, and on which data: for instance {@code test error, %}. */
    String measure() {
        return split() + (countsErrors() ? " error, %" : " loss");
    }

    private String split() {
        return results.stream()
                .map(result -> result.score().split())
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("test");
    }

    /** Returns the table of scores: mean ± standard deviation over the seeds, and how many there are. */
    TextTable scores() {
        boolean errors = countsErrors();
        return table(result -> score(result, errors), errors ? "%.2f" : "%.4f", "not finite");
    }

    private static OptionalDouble score(Result result, boolean error) {
        Result.Score score = result.score();
        return score.split().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(error ? 100 * score.error() : score.loss());
    }

    /** Returns the table of rates. */
    TextTable rates() {
        return table(
                result -> DoubleStream.of(result.figures().examplesPerSecond())
                        .filter(rate -> !Double.isNaN(rate))
                        .findFirst(),
                "%.0f",
                "not finite");
    }

    /** Returns what {@link #differences} are, for instance {@code test loss minus that of locked, seed by seed}. */
    String differenceMeasure() {
        return split() + " loss minus that of " + reference + ", seed by seed";
    }

    /** Returns how far the loss of each rule is from that of the reference: the spread is that of the rule, not of the data. */
    TextTable differences() {
        Map<String, Double> losses = new HashMap<>();
        results.stream()
                .filter(result -> result.rule().equals(reference) && result.outcome() == Outcome.COMPLETE)
                .forEach(result -> losses.put(pair(result), result.score().loss()));
        return table(
                result -> losses.containsKey(pair(result))
                                && !result.score().split().isEmpty()
                        ? OptionalDouble.of(result.score().loss() - losses.get(pair(result)))
                        : OptionalDouble.empty(),
                "%.5f",
                "not finite");
    }

    /** Returns the table of how long training took to come down to a target. {@code seconds}: infinity for a run that did not. */
    TextTable times(ToDoubleFunction<Result> seconds) {
        return table(result -> OptionalDouble.of(seconds.applyAsDouble(result)), "%.1f", "never");
    }

    /** Returns what {@link #times} are, for instance {@code seconds of training to an error of 2 %}. */
    String timeMeasure(double target) {
        return "seconds of training to "
                + (countsErrors()
                        ? "an error of "
                                + BigDecimal.valueOf(target)
                                        .movePointRight(2)
                                        .stripTrailingZeros()
                                        .toPlainString() + " %"
                        : "a loss of " + target);
    }

    private static String pair(Result result) {
        return result.network() + "_" + result.seed();
    }

    /**
     * Makes a table.
     *
     * @param number of a run that is complete, if it has one
     * @param infinite what is said of those that are not finite
     */
    private TextTable table(Function<Result, OptionalDouble> number, String pattern, String infinite) {
        List<String> rules = distinct(Result::rule);
        List<String> head = new ArrayList<>(List.of("network"));
        head.addAll(rules);
        List<List<String>> rows = new ArrayList<>();
        for (String network : distinct(Result::network)) {
            List<String> row = new ArrayList<>(List.of(network.isEmpty() ? ONLY_NETWORK : network));
            rules.forEach(rule -> row.add(cell(of(rule, network), number, pattern, infinite)));
            rows.add(row);
        }
        return new TextTable(head, rows);
    }

    private List<String> distinct(Function<Result, String> name) {
        return results.stream().map(name).distinct().toList();
    }

    private List<Result> of(String rule, String network) {
        return results.stream()
                .filter(result -> result.rule().equals(rule) && result.network().equals(network))
                .toList();
    }

    private static String cell(
            List<Result> runs, Function<Result, OptionalDouble> number, String pattern, String infinite) {
        List<Double> numbers = runs.stream()
                .filter(run -> run.outcome() == Outcome.COMPLETE)
                .flatMap(run -> number.apply(run).stream().boxed())
                .toList();
        Statistics all = Statistics.of(numbers.stream().filter(Double::isFinite).toList());
        List<String> parts = new ArrayList<>();
        if (all.count() > 0) {
            String spread = all.count() > 1 ? " ± " + format(pattern, all.deviation()) : "";
            parts.add(format(pattern, all.mean()) + spread + " (" + all.count() + ")");
        }
        if (numbers.size() > all.count()) {
            parts.add(numbers.size() - all.count() + " " + infinite);
        }
        for (Outcome other : List.of(Outcome.DIVERGED, Outcome.FAILED)) {
            long count = runs.stream().filter(run -> run.outcome() == other).count();
            if (count > 0) {
                parts.add(count + " " + other.label());
            }
        }
        return String.join(", ", parts);
    }

    private static String format(String pattern, double number) {
        String text = String.format(Locale.ROOT, pattern, number);
        return text.matches("-[0.]+") ? text.substring(1) : text;
    }
}
