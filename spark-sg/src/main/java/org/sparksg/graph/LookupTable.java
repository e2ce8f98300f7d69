package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The gradient of the table of a {@link Lookup}, from {@code ids, dy}. */
record LookupTable(Shape table) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.require(
                in.get(1).equals(in.get(0).with(table.dim(1))), this, in, "ids, and the gradient of a row for each");
        return List.of(table);
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().lookupBackward(at.in(0), at.in(1), at.out(0), at.adds(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return in.get(1).size();
    }

    @Override
    public boolean mayAdd(int result) {
        return true;
    }
}
