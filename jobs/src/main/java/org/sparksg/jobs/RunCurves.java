package org.sparksg.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Curves of one run over its batches, each of a bounded number of points. */
final class RunCurves {
    private static final int MOST = 1000; // points of a curve; then every second one goes

    private final Map<String, Map<String, List<Point>>> charts = new LinkedHashMap<>();
    private final Map<String, String> units = new LinkedHashMap<>();

    /** A point of a curve. */
    record Point(double x, double y) {}

    /** A curve. */
    record Curve(String name, List<Point> points) {}

    /** Curves that are drawn together. */
    record Chart(String title, String unit, List<Curve> curves) {}

    /** Adds a point, if it is one. A curve that is added to at a batch before its last one begins anew there: the run went back. */
    void add(String title, String unit, String name, long batch, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        units.put(title, unit);
        List<Point> points = charts.computeIfAbsent(title, key -> new LinkedHashMap<>())
                .computeIfAbsent(name, key -> new ArrayList<>());
        points.removeIf(point -> point.x() >= batch);
        points.add(new Point(batch, value));
        if (points.size() > MOST) {
            for (int i = points.size() - 2; i > 0; i -= 2) {
                points.remove(i);
            }
        }
    }

    /** Returns all that there is to draw, in the shape of the page's script. */
    List<Chart> charts() {
        return charts.entrySet().stream()
                .map(chart -> new Chart(
                        chart.getKey(),
                        units.get(chart.getKey()),
                        chart.getValue().entrySet().stream()
                                .map(curve -> new Curve(curve.getKey(), List.copyOf(curve.getValue())))
                                .toList()))
                .toList();
    }
}
