package org.sparksg.credit;

import org.sparksg.nn.Initializer;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * Direct random target projection (Frenkel et al. 2021): the targets {@code y} go through a fixed random matrix and stand in for
 * the gradient, {@code -y Aᵀ}. The sign of a one-hot target is that of the negative error, so no stage waits for the output.
 */
public record TargetProjection() implements Rule {
    @Override
    public String label() {
        return "direct random target projection";
    }

    @Override
    public Exchange exchange(long batchId) {
        return Exchange.OWN;
    }

    @Override
    public void check(Place place) {
        Require.that(
                place.classes() == 0, "learning.rule", "target-projection", "another one for sequences of classes");
    }

    @Override
    public Credit newCredit(Place place, int rows, long seed, Kernels kernels) {
        var projection = new FixedProjection(new Initializer.GlorotUniform(), place, rows, seed, kernels);
        Tensor negative = kernels.zeros(place.activation().batch(rows));
        return new Credit() {
            @Override
            public Tensor assign(Tensor activation, Tensor target) {
                Tensor gradient = negative.rows(activation.rows());
                kernels.scale(-1, projection.of(target), gradient);
                return gradient;
            }
        };
    }

    @Override
    public double flops(Place place) {
        return FixedProjection.flops(place);
    }
}
