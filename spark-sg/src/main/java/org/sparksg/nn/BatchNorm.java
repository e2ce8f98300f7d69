package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, algorithm 1): each feature gets mean 0 and variance 1 over the batch, then
 * a learned scale and shift. Running statistics serve inference: {@code running = (1 - momentum) · running + momentum · batch}, with
 * the unbiased variance. See {@link org.sparksg.tensor.Kernels#batchNorm} for the exact formulas.
 * Under micro-batches the statistics are those of a micro-batch.
 *
 * @param momentum share of the newest batch in the running statistics
 * @param epsilon added to the variance
 */
public record BatchNorm(double momentum, double epsilon) implements Layer {
    public BatchNorm {
        Require.that(momentum > 0 && momentum <= 1, "momentum", momentum, "> 0 and <= 1");
        Require.positive("epsilon", epsilon);
    }

    /** Returns a layer with momentum 0.1 and epsilon 1e-5. */
    public static BatchNorm of() {
        return new BatchNorm(0.1, 1e-5);
    }

    @Override
    public String kind() {
        return "batch-norm";
    }

    @Override
    public boolean readsPadding() {
        return true;
    }

    @Override
    public Value apply(Scope at, Value x) {
        Shape example = x.example();
        Shape features = Shape.of(example.last());
        Value scale = at.parameter("scale", features, Initializer.ONES);
        Value shift = at.parameter("shift", features, Initializer.ZEROS);
        Value mean = at.statistic("mean", features, Initializer.ZEROS);
        Value variance = at.statistic("variance", features, Initializer.ONES);
        if (!at.training()) {
            return x.standardise(scale, shift, mean, variance, epsilon);
        }
        Value.Normalised normalised = x.normalise(scale, shift, epsilon);
        at.move(mean, momentum, normalised.mean());
        at.move(variance, momentum, normalised.variance());
        return normalised.y();
    }
}
