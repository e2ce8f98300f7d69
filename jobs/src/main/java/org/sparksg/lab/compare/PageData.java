package org.sparksg.lab.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * What the page draws, in the shape of its script.
 *
 * @param measure what the error curves show
 * @param runs the runs
 */
record PageData(String measure, List<Run> runs) {

    /** A point of a curve. */
    record Point(double x, double y) {
        boolean isFinite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }
    }

    /** A curve of a boundary. */
    record Boundary(int boundary, List<Point> points) {}

    /** The curves of a run. */
    record Run(
            String rule,
            String network,
            long seed,
            List<Double> busy,
            List<Point> bySteps,
            List<Point> bySeconds,
            List<Boundary> relativeError,
            List<Boundary> cosine,
            List<Boundary> signError) {}

    static PageData of(Comparison comparison) {
        boolean errors = comparison.entries().stream()
                .flatMap(entry -> entry.curves().evaluations().stream())
                .noneMatch(evaluation -> Double.isNaN(evaluation.error()));
        List<Run> runs = new ArrayList<>();
        comparison.entries().forEach(entry -> runs.add(run(entry, errors)));
        return new PageData(errors ? "error, %" : "loss", runs);
    }

    private static Run run(Comparison.Entry entry, boolean errors) {
        Result result = entry.result();
        List<Point> bySteps = new ArrayList<>();
        List<Point> bySeconds = new ArrayList<>();
        for (Curves.Evaluation evaluation : entry.curves().evaluations()) {
            double y = errors ? 100 * evaluation.error() : evaluation.loss();
            bySteps.add(new Point(evaluation.step(), y));
            bySeconds.add(new Point(evaluation.seconds(), y));
        }
        return new Run(
                result.rule(),
                result.network(),
                result.seed(),
                result.figures().busy().stream().filter(Double::isFinite).toList(),
                finite(bySteps),
                finite(bySeconds),
                boundaries(entry.curves(), Curves.Gradient::relativeError),
                boundaries(entry.curves(), Curves.Gradient::cosine),
                boundaries(entry.curves(), Curves.Gradient::signError));
    }

    private static List<Boundary> boundaries(
            Curves curves, java.util.function.ToDoubleFunction<Curves.Gradient> number) {
        return curves.gradients().stream()
                .map(Curves.Gradient::boundary)
                .distinct()
                .map(boundary -> new Boundary(
                        boundary,
                        finite(curves.gradients().stream()
                                .filter(gradient -> gradient.boundary() == boundary)
                                .map(gradient -> new Point(gradient.step(), number.applyAsDouble(gradient)))
                                .toList())))
                .toList();
    }

    /** JSON has no other numbers. */
    private static List<Point> finite(List<Point> points) {
        return points.stream().filter(Point::isFinite).toList();
    }
}
