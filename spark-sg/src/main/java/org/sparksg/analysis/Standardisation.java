package org.sparksg.analysis;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Gives each unit mean 0 and variance 1 over some examples. A linear probe can do neither more nor less with such activations,
 * but it finds its weights sooner, and a penalty on them means the same in every layer.
 */
final class Standardisation {
    private static final double EPSILON = 1e-12; // added to the variance: a unit that never changes becomes 0

    private final Kernels kernels;
    private final Tensor ones;
    private final Tensor zeros;
    private final Tensor mean;
    private final Tensor variance;

    /** Measures the units; {@code scratch} has the shape of the activations. */
    Standardisation(Tensor activations, Tensor scratch, Kernels kernels) {
        this.kernels = kernels;
        Shape units = Shape.of(activations.columns());
        this.ones = kernels.zeros(units);
        this.zeros = kernels.zeros(units);
        this.mean = kernels.zeros(units);
        this.variance = kernels.zeros(units);
        kernels.fill(ones, 1);
        kernels.batchNorm(
                activations,
                ones,
                zeros,
                EPSILON,
                1,
                mean,
                variance,
                kernels.zeros(units),
                kernels.zeros(units),
                scratch);
    }

    /** Writes the standardised activations. */
    void apply(Tensor activations, Tensor to) {
        kernels.batchNormInference(activations, ones, zeros, EPSILON, mean, variance, to);
    }
}
