package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** Rows that are centred and divided by their lengths, and these lengths. */
record NormaliseRows() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return List.of(in.get(0), Shape.of(Fit.rows(in.get(0))));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.apply(new NormaliseRowsBackward(), at.out(0), at.out(1), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().normaliseRows(at.in(0), at.out(0), at.out(1));
    }

    @Override
    public long flops(List<Shape> in) {
        return 5L * in.get(0).size();
    }
}
