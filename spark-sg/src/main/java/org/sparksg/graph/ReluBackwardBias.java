package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;

/** The gradient of a ReLU, and the sum of its rows: what fusion makes of the two. */
record ReluBackwardBias() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape dx = Fit.alike(this, in).get(0);
        return List.of(dx, Shape.of(Fit.columns(dx)));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().reluBackwardBias(at.in(0), at.in(1), at.out(0), at.out(1), at.adds(1));
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
