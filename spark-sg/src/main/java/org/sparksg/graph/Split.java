package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** The first {@code width} places of the last axis, and the others. */
record Split(int width) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape x = in.get(0);
        int last = x.last();
        Fit.require(last > width, this, in, "a last axis of more than " + width);
        return List.of(x.withLast(width), x.withLast(last - width));
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
        Tensor x = at.in(0, at.in(0).shape().last());
        Tensor first = at.out(0, at.out(0).shape().last());
        Tensor rest = at.out(1, at.out(1).shape().last());
        return () -> at.kernels().split(x, first, rest);
    }

    @Override
    public long flops(List<Shape> in) {
        return 0;
    }
}
