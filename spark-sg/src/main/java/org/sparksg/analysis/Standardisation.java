package org.sparksg.analysis;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Gives each unit mean 0 and variance 1 over some examples. A linear probe can do neither more nor less with such activations,
 * but it finds its weights sooner, and a penalty on them means the same in every layer.
 *
 * <p>Other examples cannot throw a probe off by units that it knows nothing about. A unit that never changes over the {@code n}
 * examples that it was measured on is 0 in all examples. No other is further than {@code √n} deviations from its mean, which
 * none of the {@code n} can be (Samuelson 1968): what is further away is taken for that far away.
 */
final class Standardisation {
    private static final double EPSILON = 1e-12; // added to the variance
    private static final double ROUNDING = 1e-10; // the variance of a constant, as a share of its square, is below this

    private final Kernels kernels;
    private final Tensor scale; // 0 for a unit that never changes, else 1
    private final Tensor zeros;
    private final Tensor mean;
    private final Tensor variance;
    private final double furthest;

    /**
     * Measures the units.
     *
     * @param scratch has the shape of the activations
     * @throws ArithmeticException if some activations are not finite numbers
     */
    Standardisation(Tensor activations, Tensor scratch, Kernels kernels) {
        this.kernels = kernels;
        Shape units = Shape.of(activations.columns());
        this.scale = kernels.zeros(units);
        this.zeros = kernels.zeros(units);
        this.mean = kernels.zeros(units);
        this.variance = kernels.zeros(units);
        this.furthest = Math.sqrt(activations.rows());
        kernels.fill(scale, 1);
        kernels.batchNorm(activations, scale, zeros, EPSILON, mean, variance, kernels.zeros(units), scratch);
        requireFinite();
        silenceConstants();
    }

    private void requireFinite() {
        for (int unit = 0; unit < mean.size(); unit++) {
            if (!Double.isFinite(mean.get(unit)) || !Double.isFinite(variance.get(unit))) {
                throw new ArithmeticException("activations of unit " + unit + " of " + mean.size()
                        + " are not finite numbers: has the training diverged?");
            }
        }
    }

    private void silenceConstants() {
        for (int unit = 0; unit < mean.size(); unit++) {
            if (variance.get(unit) <= EPSILON + ROUNDING * mean.get(unit) * mean.get(unit)) {
                scale.set(unit, 0);
            }
        }
        scale.touch();
    }

    /** Writes the standardised activations. */
    void apply(Tensor activations, Tensor to) {
        kernels.batchNormInference(activations, scale, zeros, EPSILON, mean, variance, to);
        kernels.clamp(to, furthest);
    }
}
