package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The first two axes change places. */
record SwapAxes() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape x = in.get(0);
        Fit.require(x.rank() >= 2, this, in, "two axes or more");
        int[] dims = new int[x.rank()];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = x.dim(axis < 2 ? 1 - axis : axis);
        }
        return List.of(Shape.of(dims));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.gradient().swapAxes());
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().swapAxes(at.in(0), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 0;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }
}
