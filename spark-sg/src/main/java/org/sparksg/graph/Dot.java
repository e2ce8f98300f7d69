package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The sum over all elements of {@code x · y}: one number. */
record Dot() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.alike(this, in);
        return List.of(Shape.of(1));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().dot(at.in(0), at.in(1), at.out(0), at.adds(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 2L * in.get(0).size();
    }

    @Override
    public boolean mayAdd(int result) {
        return true;
    }
}
