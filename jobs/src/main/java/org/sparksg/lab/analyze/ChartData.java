package org.sparksg.lab.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What the page draws, in the shape of its script: a chart of each measure for each network.
 *
 * @param charts in the order of the page
 */
record ChartData(List<Chart> charts) {

    /** A point of a curve. */
    record Point(double x, double y) {}

    /** A curve: of one model. */
    record Curve(String rule, List<Point> points) {}

    /** A chart; {@code network} is empty if the grid names none. */
    record Chart(String network, String title, String x, String y, List<Curve> curves) {}

    static ChartData of(Report report) {
        List<Chart> charts = new ArrayList<>();
        for (String network : report.portraits().stream()
                .map(portrait -> portrait.subject().network())
                .distinct()
                .toList()) {
            List<Portrait> portraits = report.portraits().stream()
                    .filter(portrait -> portrait.subject().network().equals(network))
                    .toList();
            for (Measure measure : report.measures()) {
                String x = "hidden layer (0: the input)";
                charts.add(new Chart(
                        network,
                        measure.title(),
                        x,
                        measure.unit(),
                        curves(portraits, portrait -> portrait.layers().stream()
                                .map(layer -> new Point(
                                        layer.number(), measure.number().applyAsDouble(layer)))
                                .toList())));
            }
            charts.add(new Chart(
                    network,
                    Report.NORMS,
                    "dense layer (the last one: the output)",
                    "L2 norm",
                    curves(portraits, ChartData::norms)));
        }
        return new ChartData(charts);
    }

    private static List<Point> norms(Portrait portrait) {
        return IntStream.range(0, portrait.norms().size())
                .mapToObj(i -> new Point(i + 1, portrait.norms().get(i).norm()))
                .toList();
    }

    private static List<Curve> curves(List<Portrait> portraits, Function<Portrait, List<Point>> points) {
        return portraits.stream()
                .map(portrait -> new Curve(
                        portrait.subject().rule(),
                        points.apply(portrait).stream()
                                .filter(point -> Double.isFinite(point.y())) // JSON has no other numbers
                                .toList()))
                .toList();
    }
}
