package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleSupplier;
import org.sparksg.tensor.Tensor;

/** Compares derivatives with central differences. */
public final class GradientCheck {
    private static final double STEP = 1e-6;
    private static final double RELATIVE = 1e-6;
    private static final double FLOOR = 1e-7;

    private GradientCheck() {}

    /** Checks that {@code gradient} is the derivative of {@code function} by the elements of {@code at}. */
    public static void check(String what, DoubleSupplier function, Tensor at, double[] gradient) {
        assertEquals(at.size(), gradient.length, what);
        for (int i = 0; i < gradient.length; i++) {
            double expected = derivative(function, at, i);
            double tolerance = FLOOR + RELATIVE * Math.max(Math.abs(expected), Math.abs(gradient[i]));
            assertEquals(expected, gradient[i], tolerance, what + "[" + i + "]");
        }
    }

    private static double derivative(DoubleSupplier function, Tensor at, int index) {
        double before = at.get(index);
        double above = valueAt(function, at, index, before + STEP);
        double below = valueAt(function, at, index, before - STEP);
        at.set(index, before);
        at.touch();
        return (above - below) / (2 * STEP);
    }

    private static double valueAt(DoubleSupplier function, Tensor at, int index, double value) {
        at.set(index, value);
        at.touch();
        return function.getAsDouble();
    }
}
