package org.sparksg.lab.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A result as a row of texts: of the live table and of the page. */
final class ResultLine {
    private ResultLine() {}

    /** Returns the names of the columns. */
    static List<String> head() {
        return List.of(
                "rule",
                "network",
                "seed",
                "outcome",
                "error",
                "loss",
                "train loss",
                "steps",
                "examples/s",
                "seconds",
                "parameters",
                "busy");
    }

    /** Returns the columns of a result; what is not known is empty. */
    static List<String> of(Result result) {
        Result.Figures figures = result.figures();
        return List.of(
                result.rule(),
                result.network(),
                Long.toString(result.seed()),
                result.outcome().label(),
                format("%.2f %%", 100 * result.score().error()),
                format("%.4f", result.score().loss()),
                format("%.4f", figures.trainLoss()),
                Long.toString(figures.steps()),
                format("%.0f", figures.examplesPerSecond()),
                format("%.1f", figures.seconds()),
                String.format(Locale.ROOT, "%,d", result.parameters()),
                figures.busy().stream().map(share -> format("%.2f", share)).collect(Collectors.joining(" ")));
    }

    private static String format(String pattern, double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, pattern, number) : "";
    }
}
