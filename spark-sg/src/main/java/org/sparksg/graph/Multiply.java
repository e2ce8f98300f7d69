package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** {@code x · y}, element by element. */
record Multiply() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return Fit.alike(this, in);
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.gradient().times(at.in(1)));
        at.give(1, () -> at.gradient().times(at.in(0)));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().multiply(at.in(0), at.in(1), at.out(0));
    }

    @Override
    public boolean mayOverwrite(int operand) {
        return true;
    }
}
