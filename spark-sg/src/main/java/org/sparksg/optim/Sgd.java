package org.sparksg.optim;

import java.util.List;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/** Stochastic gradient descent with (Nesterov) momentum, as {@link Kernels#sgd} defines it. */
public record Sgd(double momentum, boolean nesterov) implements Optimizer {
    public Sgd {
        Require.share("momentum", momentum);
        Require.that(!nesterov || momentum > 0, "nesterov", nesterov, "false if momentum is 0");
    }

    /** Returns descent without momentum. */
    public static Sgd of() {
        return new Sgd(0, false);
    }

    @Override
    public List<String> state() {
        return momentum == 0 ? List.of() : List.of("sgd.velocity");
    }

    @Override
    public boolean predicts() {
        return momentum > 0;
    }

    @Override
    public void predict(Kernels kernels, Tensor parameters, List<Tensor> state, Step next, int steps, Tensor to) {
        double along = next.rate() * (momentum - Math.pow(momentum, steps + 1.0)) / (1 - momentum);
        kernels.combine(next.keep(steps), parameters, -along, state.get(0), to);
    }

    @Override
    public void apply(Kernels kernels, Tensor parameters, Tensor gradient, List<Tensor> state, Step step) {
        double decay = step.decay();
        if (step.decoupledDecay() && decay > 0) {
            kernels.scale(step.keep(1), parameters, parameters);
            decay = 0;
        }
        Tensor velocity = momentum == 0 ? null : state.get(0);
        kernels.sgd(parameters, gradient, step.gradientScale(), velocity, step.rate(), momentum, nesterov, decay);
    }
}
