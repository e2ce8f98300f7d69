package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The columns of two values, side by side. */
record Concatenate() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        int rows = Fit.rows(in.get(0));
        Fit.require(rows == Fit.rows(in.get(1)), this, in, "as many rows");
        return List.of(Shape.of(rows, Fit.columns(in.get(0)) + Fit.columns(in.get(1))));
    }

    @Override
    public void adjoint(Adjoint at) {
        List<Value> parts = at.gradient().split(at.in(0).columns());
        at.give(0, () -> parts.get(0));
        at.give(1, () -> parts.get(1));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().concatenate(at.in(0), at.in(1), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 0;
    }
}
