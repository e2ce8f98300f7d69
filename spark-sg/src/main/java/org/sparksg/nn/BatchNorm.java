package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, algorithm 1): each feature gets mean 0 and variance 1 over the batch, then
 * a learned scale and shift. Running statistics serve inference: {@code running = (1 - momentum) · running + momentum · batch}, with
 * the unbiased variance. See {@link Kernels#batchNorm} for the exact formulas.
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
    public Shape output(Shape input) {
        Require.that(input.rank() == 1, "input", input, "one axis of features");
        return input;
    }

    @Override
    public List<Slot> parameters(Shape input) {
        return List.of(new Slot("scale", input, Initializer.ONES), new Slot("shift", input, Initializer.ZEROS));
    }

    @Override
    public List<Slot> statistics(Shape input) {
        return List.of(new Slot("mean", input, Initializer.ZEROS), new Slot("variance", input, Initializer.ONES));
    }

    @Override
    public Value apply(Scope at, Value x) {
        Shape features = Shape.of(x.columns());
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

    @Override
    public long flops(Shape input) {
        return 8L * input.size(); // mean 1, variance 3, normalise 2, scale and shift 2
    }

    @Override
    public long buffers(Shape input, int maxBatch) {
        return (2L * maxBatch + 3) * input.size();
    }

    @Override
    public Pass pass(Shape input, int maxBatch, Place place, Kernels kernels) {
        return new BatchNormPass(this, input, maxBatch, place, kernels);
    }
}
