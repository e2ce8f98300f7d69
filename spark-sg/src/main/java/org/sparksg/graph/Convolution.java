package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Window;

/**
 * {@code y = x ∗ w} of images {@code x: [n, height, width, channels]} and a weight {@code w: [window down, window right, channels /
 * groups, units]}, as neural networks call it: a product of the weight with what a window sees at each place.
 */
record Convolution(Window window, int groups) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape x = in.get(0);
        Shape w = in.get(1);
        Fit.require(
                x.rank() == 4 && w.rank() == 4, this, in, "images [n, height, width, channels] and a weight of rank 4");
        boolean fits = w.dim(0) == window.down().size()
                && w.dim(1) == window.right().size()
                && w.dim(2) * groups == x.dim(3)
                && w.dim(3) % groups == 0;
        Fit.require(
                fits,
                this,
                in,
                "a weight [window down, window right, channels / groups, units], units in whole groups");
        return List.of(Shape.of(
                x.dim(0), window.down().places(x.dim(1)), window.right().places(x.dim(2)), w.dim(3)));
    }

    @Override
    public void adjoint(Adjoint at) {
        Shape x = at.in(0).shape();
        Shape w = at.in(1).shape();
        at.give(0, () -> at.apply(new ConvolutionInput(window, groups, x), at.gradient(), at.in(1)));
        at.give(1, () -> at.apply(new ConvolutionWeight(window, groups, w), at.in(0), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().convolution(at.in(0), at.in(1), window, groups, at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return flops(infer(in).get(0), in.get(1));
    }

    static long flops(Shape y, Shape w) {
        return 2L * y.size() * w.dim(0) * w.dim(1) * w.dim(2);
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }
}
