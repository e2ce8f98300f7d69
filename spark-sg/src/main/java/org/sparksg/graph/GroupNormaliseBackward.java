package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The gradients of {@link GroupNormalise} by its operands, from {@code x, dy, scale, mean, inverseDeviation}. */
record GroupNormaliseBackward(int rows, int groups) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.alike(this, in.subList(0, 2));
        return List.of(in.get(0), in.get(2), in.get(2));
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels()
                .groupNormBackward(
                        at.in(0),
                        at.in(1),
                        at.in(2),
                        rows,
                        groups,
                        at.in(3),
                        at.in(4),
                        at.out(0),
                        at.out(1),
                        at.out(2),
                        at.adds(1));
    }

    @Override
    public long flops(List<Shape> in) {
        return 12L * in.get(0).size();
    }

    @Override
    public boolean mayAdd(int result) {
        return result > 0;
    }
}
