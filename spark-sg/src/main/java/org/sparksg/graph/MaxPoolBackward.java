package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Window;

/** The gradient of {@link MaxPool} by its images, from {@code dy} and which elements were the largest. */
record MaxPoolBackward(Window window, Shape x) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return List.of(x);
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().maxPoolBackward(at.in(0), at.in(1), window, at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return in.get(0).size();
    }
}
