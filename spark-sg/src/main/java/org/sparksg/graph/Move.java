package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** A statistic moves: {@code statistic = (1 - share) · statistic + share · now}. Its results are none. */
record Move(double share) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.alike(this, in);
        return List.of();
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().combine(1 - share, at.in(0), share, at.in(1), at.in(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 3L * in.get(0).size();
    }

    @Override
    public boolean hasEffect() {
        return true;
    }
}
