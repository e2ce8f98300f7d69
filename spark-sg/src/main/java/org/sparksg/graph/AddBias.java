package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;

/** {@code y = x + b}, with one element of {@code b} for each column. */
record AddBias() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.perColumn(this, in, 1);
        return List.of(in.get(0));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, at::gradient);
        at.give(1, () -> at.apply(new SumRows(), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().addBias(at.in(0), at.in(1), at.out(0));
    }

    @Override
    public boolean mayOverwrite(int operand) {
        return operand == 0;
    }
}
