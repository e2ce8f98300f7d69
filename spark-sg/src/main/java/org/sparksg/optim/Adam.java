package org.sparksg.optim;

import java.util.List;
import org.sparksg.settings.Require;
import org.sparksg.tensor.AdamStep;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.LookAhead;
import org.sparksg.tensor.Tensor;

/** Adam (Kingma and Ba 2015, algorithm 1), as {@link AdamStep#of} defines it. */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
    static final List<String> STATE = List.of("adam.first", "adam.second");

    public Adam {
        Require.share("beta1", beta1);
        Require.share("beta2", beta2);
        Require.positive("epsilon", epsilon);
    }

    /** Returns Adam with the paper's values: 0.9, 0.999, 1e-8. */
    public static Adam of() {
        return new Adam(0.9, 0.999, 1e-8);
    }

    @Override
    public List<String> state() {
        return STATE;
    }

    @Override
    public boolean predicts() {
        return true;
    }

    /** The second moment stays as it is meanwhile, with the bias correction of the next step. */
    @Override
    public void predict(Kernels kernels, Tensor parameters, List<Tensor> state, Step next, int steps, Tensor to) {
        double along = 0;
        for (int i = 1; i <= steps; i++) {
            along += next.rate() * Math.pow(beta1, i) / (1 - Math.pow(beta1, next.number() + i - 1.0));
        }
        double share = 1 / (1 - Math.pow(beta2, next.number()));
        LookAhead numbers = new LookAhead(next.keep(steps), along, share, epsilon);
        kernels.lookAhead(parameters, state.get(0), state.get(1), numbers, to);
    }

    @Override
    public void apply(Kernels kernels, Tensor parameters, Tensor gradient, List<Tensor> state, Step step) {
        AdamStep numbers = AdamStep.of(
                step.number(),
                step.rate(),
                step.gradientScale(),
                beta1,
                beta2,
                epsilon,
                step.decay(),
                step.decoupledDecay());
        kernels.adam(parameters, gradient, state.get(0), state.get(1), numbers);
    }
}
