package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** The gradient of a ReLU, and the sum of its rows: what fusion makes of the two. */
record ReluBackwardBias(int width) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape dx = Fit.alike(this, in).get(0);
        return List.of(dx, Shape.of(width));
    }

    @Override
    public Step prepare(Binding at) {
        Tensor y = at.in(0, width);
        Tensor dy = at.in(1, width);
        Tensor dx = at.out(0, width);
        return () -> at.kernels().reluBackwardBias(y, dy, dx, at.out(1), at.adds(1));
    }

    @Override
    public long flops(List<Shape> in) {
        return 2L * in.get(0).size();
    }

    @Override
    public boolean mayAdd(int result) {
        return result == 1;
    }
}
