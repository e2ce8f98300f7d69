package org.sparksg.lab.compare;

import java.io.IOException;
import java.util.Map;
import org.sparksg.jobs.Page;
import org.sparksg.jobs.TextTable;

/** A comparison as one page that needs nothing else: tables and curves, with the chart library in it. */
final class HtmlReport {
    private static final String PAGE = "/org/sparksg/lab/compare/comparison";

    private HtmlReport() {}

    /** Returns the text of {@code comparison.html}. */
    static String of(Comparison comparison) throws IOException {
        GridSummary summary = comparison.summary();
        TextTable runs = new TextTable(
                ResultLine.head(),
                comparison.results().stream().map(ResultLine::of).toList());
        return Page.of(
                PAGE,
                PageData.of(comparison),
                Map.of(
                        "title", TextTable.escape(comparison.name()),
                        "extent", comparison.extent(),
                        "measure", TextTable.escape(MarkdownReport.capital(summary.measure())),
                        "scores", summary.scores().html(),
                        "differenceMeasure", TextTable.escape(MarkdownReport.capital(summary.differenceMeasure())),
                        "differences", summary.differences().html(),
                        "rates", summary.rates().html(),
                        "times", times(comparison, summary),
                        "runs", runs.html()));
    }

    private static String times(Comparison comparison, GridSummary summary) {
        return comparison.target().isEmpty()
                ? ""
                : "<h2>"
                        + MarkdownReport.capital(
                                summary.timeMeasure(comparison.target().getAsDouble())) + "</h2>\n"
                        + summary.times(comparison::secondsToTarget).html();
    }
}
