package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;

/** The sum over rows: one element for each column. */
record SumRows() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return List.of(Shape.of(Fit.columns(in.get(0))));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().sumRows(at.in(0), at.out(0), at.adds(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return in.get(0).size();
    }

    @Override
    public boolean mayAdd(int result) {
        return true;
    }
}
