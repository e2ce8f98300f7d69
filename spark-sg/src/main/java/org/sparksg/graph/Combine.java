package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** {@code a · x + b · y}. */
record Combine(double a, double b) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return Fit.alike(this, in);
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> scaled(a, at.gradient()));
        at.give(1, () -> scaled(b, at.gradient()));
    }

    private static Value scaled(double by, Value x) {
        return by == 1 ? x : x.times(by);
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().combine(a, at.in(0), b, at.in(1), at.out(0));
    }

    @Override
    public boolean mayOverwrite(int operand) {
        return true;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }
}
