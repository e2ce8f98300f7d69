package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/**
 * Mean 0 and variance 1 for each group of channels of each of {@code rows}, whatever else is in the batch; then a scale and a
 * shift for each channel. Of {@code x, scale, shift}; results: {@code y}, and {@code mean, inverseDeviation} for the way back.
 */
record GroupNormalise(int rows, int groups, double epsilon) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape x = in.get(0);
        int channels = x.last();
        boolean fits = in.get(1).size() == channels && in.get(2).size() == channels;
        Fit.require(fits, this, in, "one element for each channel behind the first");
        Fit.require(channels % groups == 0 && x.size() % (rows * channels) == 0, this, in, "whole rows and groups");
        Shape each = Shape.of(rows, groups);
        return List.of(x, each, each);
    }

    @Override
    public void adjoint(Adjoint at) {
        Op back = new GroupNormaliseBackward(rows, groups);
        List<Value> gradients =
                at.gradient().graph().apply(back, at.in(0), at.gradient(), at.in(1), at.out(1), at.out(2));
        for (int operand = 0; operand < gradients.size(); operand++) {
            Value gradient = gradients.get(operand);
            at.give(operand, () -> gradient);
        }
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels()
                .groupNorm(at.in(0), at.in(1), at.in(2), rows, groups, epsilon, at.out(1), at.out(2), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 8L * in.get(0).size();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }
}
