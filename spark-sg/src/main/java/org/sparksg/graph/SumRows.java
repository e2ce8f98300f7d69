package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** The sum over rows of {@code width} elements: of each column, or of each channel. */
record SumRows(int width) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.require(in.get(0).size() % width == 0, this, in, "whole rows");
        return List.of(Shape.of(width));
    }

    @Override
    public Step prepare(Binding at) {
        Tensor x = at.in(0, width);
        return () -> at.kernels().sumRows(x, at.out(0), at.adds(0));
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
