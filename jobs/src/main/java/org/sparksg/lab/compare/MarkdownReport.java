package org.sparksg.lab.compare;

/** A comparison as Markdown: how good, how much better than the rule of reference, and how fast. */
final class MarkdownReport {
    private MarkdownReport() {}

    /** Returns the text of {@code comparison.md}. */
    static String of(Comparison comparison) {
        GridSummary summary = comparison.summary();
        return "# " + comparison.name() + "\n\n"
                + comparison.extent() + ". Mean ± standard deviation over the seeds (number of runs).\n\n"
                + "## " + capital(summary.measure()) + "\n\n"
                + summary.scores().markdown() + "\n"
                + "## " + capital(summary.differenceMeasure()) + "\n\n"
                + summary.differences().markdown() + "\n"
                + "## Training examples per second\n\n"
                + summary.rates().markdown()
                + times(comparison, summary);
    }

    private static String times(Comparison comparison, GridSummary summary) {
        return comparison.target().isEmpty()
                ? ""
                : "\n## " + capital(summary.timeMeasure(comparison.target().getAsDouble())) + "\n\n"
                        + summary.times(comparison::secondsToTarget).markdown();
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }
}
