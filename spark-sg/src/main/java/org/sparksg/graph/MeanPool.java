package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Window;

/** The mean of each channel over what a window sees at each place; padding does not count. */
record MeanPool(Window window) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return List.of(MaxPool.pooled(this, window, in));
    }

    @Override
    public void adjoint(Adjoint at) {
        Shape x = at.in(0).shape();
        at.give(0, () -> at.apply(new MeanPoolBackward(window, x), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().meanPool(at.in(0), window, at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return (long) infer(in).get(0).size() * window.size();
    }
}
