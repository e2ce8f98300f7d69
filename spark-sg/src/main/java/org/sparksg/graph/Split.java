package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The first {@code width} columns, and the others. */
record Split(int width) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        int columns = Fit.columns(in.get(0));
        Fit.require(columns > width, this, in, "more than " + width + " columns");
        int rows = Fit.rows(in.get(0));
        return List.of(Shape.of(rows, width), Shape.of(rows, columns - width));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.apply(new Concatenate(), gradient(at, 0), gradient(at, 1)));
    }

    private static Value gradient(Adjoint at, int result) {
        Value gradient = at.gradient(result);
        return gradient != null ? gradient : at.out(result).times(0);
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().split(at.in(0), at.out(0), at.out(1));
    }

    @Override
    public long flops(List<Shape> in) {
        return 0;
    }
}
