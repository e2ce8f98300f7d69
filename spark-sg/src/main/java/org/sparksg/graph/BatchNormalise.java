package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/**
 * Batch normalisation of {@code x, scale, shift} with the statistics of the batch. Results: {@code y, mean, variance} (the unbiased
 * one, for use) and {@code inverseDeviation} (of the biased one, for the way back).
 */
record BatchNormalise(double epsilon) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.perChannel(this, in, 1);
        Shape perColumn = in.get(1);
        return List.of(in.get(0), perColumn, perColumn, perColumn);
    }

    @Override
    public void adjoint(Adjoint at) {
        List<Value> gradients = at.gradient()
                .graph()
                .apply(new BatchNormaliseBackward(), at.in(0), at.gradient(), at.in(1), at.out(1), at.out(3));
        for (int operand = 0; operand < gradients.size(); operand++) {
            Value gradient = gradients.get(operand);
            at.give(operand, () -> gradient);
        }
    }

    @Override
    public Step prepare(Binding at) {
        int width = at.in(1).size();
        Tensor x = at.in(0, width);
        Tensor y = at.out(0, width);
        return () -> at.kernels().batchNorm(x, at.in(1), at.in(2), epsilon, at.out(1), at.out(2), at.out(3), y);
    }

    @Override
    public long flops(List<Shape> in) {
        return 8L * in.get(0).size(); // mean 1, variance 3, normalise 2, scale and shift 2
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }
}
