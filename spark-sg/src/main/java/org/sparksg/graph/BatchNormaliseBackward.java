package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** The gradients of {@link BatchNormalise} by its operands, from {@code x, dy, scale, mean, inverseDeviation}. */
record BatchNormaliseBackward() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.alike(this, in.subList(0, 2));
        Fit.perChannel(this, in, 2);
        return List.of(in.get(0), in.get(2), in.get(2));
    }

    @Override
    public Step prepare(Binding at) {
        int width = at.in(2).size();
        Tensor x = at.in(0, width);
        Tensor dy = at.in(1, width);
        Tensor dx = at.out(0, width);
        return () -> at.kernels()
                .batchNormBackward(x, dy, at.in(2), at.in(3), at.in(4), dx, at.out(1), at.out(2), at.adds(1));
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
