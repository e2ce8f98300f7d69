package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The gradient of {@link NormaliseRows}, from its results and the gradient of the first. */
record NormaliseRowsBackward() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return Fit.alike(this, List.of(in.get(0), in.get(2)));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().normaliseRowsBackward(at.in(0), at.in(1), at.in(2), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 5L * in.get(0).size();
    }
}
