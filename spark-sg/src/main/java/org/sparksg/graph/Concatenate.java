package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** Two values side by side along their last axis. */
record Concatenate() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape a = in.get(0);
        Shape b = in.get(1);
        int last = a.rank() - 1;
        boolean fits = a.rank() == b.rank() && a.size() / a.dim(last) == b.size() / b.dim(last);
        for (int axis = 0; fits && axis < last; axis++) {
            fits = a.dim(axis) == b.dim(axis);
        }
        Fit.require(fits, this, in, "shapes that differ in the last axis only");
        return List.of(a.withLast(a.dim(last) + b.dim(last)));
    }

    @Override
    public void adjoint(Adjoint at) {
        Shape a = at.in(0).shape();
        List<Value> parts = at.gradient().split(a.last());
        at.give(0, () -> parts.get(0));
        at.give(1, () -> parts.get(1));
    }

    @Override
    public Step prepare(Binding at) {
        Tensor a = at.in(0, at.in(0).shape().last());
        Tensor b = at.in(1, at.in(1).shape().last());
        Tensor y = at.out(0, at.out(0).shape().last());
        return () -> at.kernels().concatenate(a, b, y);
    }

    @Override
    public long flops(List<Shape> in) {
        return 0;
    }
}
