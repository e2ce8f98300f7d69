package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Window;

/** The gradient of a {@link Convolution} by its images, from {@code dy, w}. */
record ConvolutionInput(Window window, int groups, Shape x) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.require(
                new Convolution(window, groups).infer(List.of(x, in.get(1))).equals(in.subList(0, 1)),
                this,
                in,
                "a gradient of the result");
        return List.of(x);
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().convolutionInput(at.in(0), at.in(1), window, groups, at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return Convolution.flops(in.get(0), in.get(1));
    }
}
