package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** Batch normalisation of {@code x, scale, shift} with statistics {@code mean, variance} of other batches. */
record BatchStandardise(double epsilon) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.perChannel(this, in, 1);
        return List.of(in.get(0));
    }

    /** Of the statistics, scale and shift there are no gradients: nothing is learned where this is used. */
    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> {
            Value zeros = at.apply(new Scale(0), at.in(3));
            return at.apply(this, at.gradient(), at.in(1), zeros, zeros, at.in(4));
        });
        for (int operand = 1; operand < at.operands(); operand++) {
            at.give(operand, () -> {
                throw new UnsupportedOperationException(this + ": a gradient of what it normalises with");
            });
        }
    }

    @Override
    public Step prepare(Binding at) {
        int width = at.in(1).size();
        Tensor x = at.in(0, width);
        Tensor y = at.out(0, width);
        return () -> at.kernels().batchNormInference(x, at.in(1), at.in(2), epsilon, at.in(3), at.in(4), y);
    }

    @Override
    public long flops(List<Shape> in) {
        return 2L * in.get(0).size();
    }
}
