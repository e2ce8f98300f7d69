package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunCurvesTest {
    private final RunCurves curves = new RunCurves();

    private List<RunCurves.Point> points(int chart, int curve) {
        return curves.charts().get(chart).curves().get(curve).points();
    }

    @Test
    void curvesOfOneTitleAreDrawnTogether() {
        curves.add("loss", "nat", "test", 10, 1.5);
        curves.add("accuracy", "%", "test", 10, 50);
        curves.add("loss", "nat", "validation", 10, 1.25);
        assertEquals(
                List.of(
                        new RunCurves.Chart(
                                "loss",
                                "nat",
                                List.of(
                                        new RunCurves.Curve("test", List.of(new RunCurves.Point(10, 1.5))),
                                        new RunCurves.Curve("validation", List.of(new RunCurves.Point(10, 1.25))))),
                        new RunCurves.Chart(
                                "accuracy",
                                "%",
                                List.of(new RunCurves.Curve("test", List.of(new RunCurves.Point(10, 50)))))),
                curves.charts());
    }

    @Test
    void whatIsNoNumberIsNoPoint() {
        curves.add("loss", "nat", "test", 10, Double.NaN);
        curves.add("loss", "nat", "test", 10, Double.POSITIVE_INFINITY);
        assertTrue(curves.charts().isEmpty(), curves.charts().toString());
    }

    /** A run that went back to a checkpoint trains on the same batches again. */
    @Test
    void curveGoesBackWithItsRun() {
        for (long batch = 10; batch <= 50; batch += 10) {
            curves.add("loss", "nat", "test", batch, 1);
        }
        curves.add("loss", "nat", "test", 30, 2);
        assertEquals(
                List.of(new RunCurves.Point(10, 1), new RunCurves.Point(20, 1), new RunCurves.Point(30, 2)),
                points(0, 0));
    }

    @Test
    void longCurveIsThinnedAndKeepsItsEnds() {
        for (long batch = 0; batch < 100_000; batch++) {
            curves.add("loss", "nat", "test", batch, batch);
        }
        List<RunCurves.Point> points = points(0, 0);
        assertTrue(points.size() > 400 && points.size() <= 1001, points.size() + " points");
        assertEquals(0, points.get(0).x());
        assertEquals(99_999, points.get(points.size() - 1).x());
    }
}
