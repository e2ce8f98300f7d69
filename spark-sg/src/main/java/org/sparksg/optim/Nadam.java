package org.sparksg.optim;

import java.util.List;
import org.sparksg.settings.Require;
import org.sparksg.tensor.AdamStep;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * Adam with Nesterov's look-ahead (Dozat 2016), whose momentum rises over the steps as in PyTorch's {@code NAdam}: {@code μ(t) = beta1 · (1 -
 * 0.96^(t · rise) / 2)}. A step goes {@code (1 - μ(t)) / (1 - Π(t))} along the gradient and {@code μ(t+1) / (1 - Π(t+1))} along its mean,
 * where {@code Π(t)} is the product of {@code μ} up to step {@code t}. With {@code beta1 = 0.99} it makes up for gradients that are late: its
 * look-ahead is about as long as the delay.
 *
 * @param rise how fast the momentum rises: 0.004 is usual
 */
public record Nadam(double beta1, double beta2, double epsilon, double rise) implements Optimizer {
    private static final double BASE = 0.96;
    private static final int TERMS = 60; // each half as large as the one before

    /** Checks the numbers. */
    public Nadam {
        Require.share("beta1", beta1);
        Require.share("beta2", beta2);
        Require.positive("epsilon", epsilon);
        Require.positive("momentum-decay", rise);
    }

    @Override
    public List<String> state() {
        return Adam.STATE;
    }

    @Override
    public boolean predicts() {
        return false;
    }

    @Override
    public void predict(Kernels kernels, Tensor parameters, List<Tensor> state, Step next, int steps, Tensor to) {
        throw new UnsupportedOperationException("its steps look ahead already");
    }

    @Override
    public void apply(Kernels kernels, Tensor parameters, Tensor gradient, List<Tensor> state, Step step) {
        long t = step.number();
        AdamStep numbers = new AdamStep(
                step.rate(),
                step.gradientScale(),
                (1 - momentum(t)) / (1 - product(t)),
                momentum(t + 1) / (1 - product(t + 1)),
                beta1,
                beta2,
                AdamStep.correction(beta2, t),
                epsilon,
                step.decay(),
                step.decoupledDecay());
        kernels.adam(parameters, gradient, state.get(0), state.get(1), numbers);
    }

    /** Returns the momentum of a step, which counts from 1. */
    double momentum(long step) {
        return beta1 * (1 - Math.pow(BASE, step * rise) / 2);
    }

    /**
     * Returns the product of the momenta up to a step. Its logarithm is {@code t · ln(beta1) + Σ ln(1 - q^i / 2)} with {@code q =
     * 0.96^rise}; the series of each logarithm gives a geometric sum for each power.
     */
    double product(long step) {
        double q = Math.pow(BASE, rise);
        double sum = step * Math.log(beta1);
        for (int k = 1; k <= TERMS; k++) {
            double power = Math.pow(q, k);
            double ratio = power == 1 ? step : (1 - Math.pow(power, step)) / (1 - power);
            sum -= Math.pow(0.5, k) / k * power * ratio;
        }
        return Math.exp(sum);
    }
}
