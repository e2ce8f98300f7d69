package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** A row of a table for each id, of {@code ids, table}. */
record Lookup() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.require(in.get(1).rank() == 2, this, in, "ids, and a table [ids, width]");
        return List.of(in.get(0).with(in.get(1).dim(1)));
    }

    @Override
    public void adjoint(Adjoint at) {
        Shape table = at.in(1).shape();
        at.give(1, () -> at.apply(new LookupTable(table), at.in(0), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().lookup(at.in(0), at.in(1), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 0;
    }
}
