package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Window;

/** The gradient of {@link MeanPool} by its images, from that of its result. */
record MeanPoolBackward(Window window, Shape x) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return List.of(x);
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().meanPoolBackward(at.in(0), window, at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return (long) in.get(0).size() * window.size();
    }
}
