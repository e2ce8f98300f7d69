package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Window;

/** The gradient of a {@link Convolution} by its weight, from {@code x, dy}. */
record ConvolutionWeight(Window window, int groups, Shape weight) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.require(
                new Convolution(window, groups)
                        .infer(List.of(in.get(0), weight))
                        .equals(in.subList(1, 2)),
                this,
                in,
                "a gradient of the result");
        return List.of(weight);
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().convolutionWeight(at.in(0), at.in(1), window, groups, at.out(0), at.adds(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return Convolution.flops(in.get(1), weight);
    }

    @Override
    public boolean mayAdd(int result) {
        return true;
    }
}
