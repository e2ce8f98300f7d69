package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** {@code a · x}. */
record Scale(double a) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return List.of(in.get(0));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.gradient().times(a));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().scale(a, at.in(0), at.out(0));
    }

    @Override
    public boolean mayOverwrite(int operand) {
        return true;
    }
}
