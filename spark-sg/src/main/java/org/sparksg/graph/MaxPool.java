package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Window;

/** The largest element of each channel that a window sees at each place, and which one of the window it is. */
record MaxPool(Window window) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape y = pooled(this, window, in);
        return List.of(y, y);
    }

    static Shape pooled(Op op, Window window, List<Shape> in) {
        Shape x = in.get(0);
        Fit.require(x.rank() == 4, op, in, "images [n, height, width, channels]");
        return Shape.of(x.dim(0), places(op, window.down(), x.dim(1)), places(op, window.right(), x.dim(2)), x.dim(3));
    }

    private static int places(Op op, Window.Axis axis, int length) {
        if (axis.before() >= axis.extent() || axis.after() >= axis.extent()) {
            throw new IllegalArgumentException(op + ": a window that may stand in the padding as a whole");
        }
        return axis.places(length);
    }

    @Override
    public void adjoint(Adjoint at) {
        Shape x = at.in(0).shape();
        at.give(0, () -> at.apply(new MaxPoolBackward(window, x), at.gradient(), at.out(1)));
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().maxPool(at.in(0), window, at.out(0), at.out(1));
    }

    @Override
    public long flops(List<Shape> in) {
        return (long) infer(in).get(0).size() * window.size();
    }
}
