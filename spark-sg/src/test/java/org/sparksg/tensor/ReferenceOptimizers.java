package org.sparksg.tensor;

/** The optimizers of {@link ReferenceKernels}. */
final class ReferenceOptimizers {
    private ReferenceOptimizers() {}

    static void sgd(
            Tensor parameters,
            Tensor gradient,
            double gradientScale,
            Tensor velocity,
            double rate,
            double momentum,
            boolean nesterov,
            double decay) {
        for (int i = 0; i < parameters.size(); i++) {
            double g = gradientScale * gradient.get(i) + decay * parameters.get(i);
            double step = g;
            if (velocity != null) {
                velocity.set(i, momentum * velocity.get(i) + g);
                step = nesterov ? g + momentum * velocity.get(i) : velocity.get(i);
            }
            parameters.set(i, parameters.get(i) - rate * step);
        }
        parameters.touch();
    }

    static void adam(Tensor parameters, Tensor gradient, Tensor first, Tensor second, AdamStep step) {
        double decay = step.rate() * step.decay();
        for (int i = 0; i < parameters.size(); i++) {
            double old = parameters.get(i);
            double g = step.gradientScale() * gradient.get(i) + (step.decoupledDecay() ? 0 : step.decay() * old);
            first.set(i, flushed(step.beta1() * first.get(i) + (1 - step.beta1()) * g));
            second.set(i, flushed(step.beta2() * second.get(i) + (1 - step.beta2()) * g * g));
            double corrected = second.get(i) / Math.pow(step.correction(), 2);
            double along = step.gradientShare() * g + step.momentShare() * first.get(i);
            double move = step.rate() * along / (Math.sqrt(corrected) + step.epsilon());
            parameters.set(i, old - move - (step.decoupledDecay() ? decay * old : 0));
        }
        parameters.touch();
    }

    static void lookAhead(Tensor parameters, Tensor first, Tensor second, LookAhead numbers, Tensor to) {
        for (int i = 0; i < to.size(); i++) {
            double size = Math.sqrt(second.get(i) * numbers.share()) + numbers.epsilon();
            to.set(i, numbers.keep() * parameters.get(i) - numbers.along() * first.get(i) / size);
        }
        to.touch();
    }

    private static double flushed(double moment) {
        return Math.abs(moment) < 1e-30 ? 0 : moment;
    }
}
