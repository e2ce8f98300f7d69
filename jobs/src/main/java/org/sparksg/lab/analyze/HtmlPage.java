package org.sparksg.lab.analyze;

import java.io.IOException;
import java.util.Map;
import org.sparksg.jobs.Page;
import org.sparksg.jobs.TextTable;
import org.sparksg.lab.analyze.Portrait.LayerView;

/** Portraits as one page that needs nothing else: pictures, charts and tables, with the chart library in it. */
final class HtmlPage {
    private static final String PAGE = "/org/sparksg/lab/analyze/analysis";

    private HtmlPage() {}

    /** Returns the text of {@code analysis.html}. */
    static String of(Report report) throws IOException {
        double limit = limit(report);
        return Page.of(
                PAGE,
                ChartData.of(report),
                Map.of(
                        "title", TextTable.escape(report.name()),
                        "examples", TextTable.escape(report.examples()),
                        "pictures", pictures(report, limit),
                        "scale", Picture.scale(),
                        "limit", Measure.text("%.1f", limit),
                        "tables", tables(report)));
    }

    /** Returns the largest entry of all pictures, rounded up to tenths: the same colours mean the same in all pictures. */
    private static double limit(Report report) {
        double largest = 0;
        for (Portrait portrait : report.portraits()) {
            for (LayerView layer : portrait.layers()) {
                largest = Math.max(largest, layer.picture().largest());
            }
        }
        return Math.max(0.1, Math.ceil(10 * largest) / 10);
    }

    private static String pictures(Report report, double limit) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Portrait portrait : report.portraits()) {
            String run = TextTable.escape(portrait.subject().run());
            text.append("<tr><th>").append(run).append("</th>");
            for (LayerView layer : portrait.layers()) {
                text.append("<td><figure><img src=\"")
                        .append(layer.picture().address(limit))
                        .append("\" alt=\"")
                        .append(run + ", " + (layer.number() == 0 ? "input" : "layer " + layer.name()))
                        .append("\"><figcaption>")
                        .append(layer.name())
                        .append("</figcaption></figure></td>");
            }
            text.append("</tr>\n");
        }
        return text.toString();
    }

    private static String tables(Report report) {
        StringBuilder text = new StringBuilder();
        for (Measure measure : report.measures()) {
            text.append("<h3>" + TextTable.escape(measure.title()) + "; " + TextTable.escape(measure.unit()) + "</h3>\n"
                    + report.table(measure).html());
        }
        return text.append("<h3>" + Report.NORMS + "</h3>\n" + report.norms().html())
                .toString();
    }
}
