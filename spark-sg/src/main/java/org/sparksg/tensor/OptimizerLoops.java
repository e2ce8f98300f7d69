package org.sparksg.tensor;

/** Optimizer steps as plain loops over the memory of the tensors; for both element types. */
final class OptimizerLoops {
    /** Moments smaller than this become 0: denormal numbers make a step ten times slower. */
    static final double NEGLIGIBLE = 1e-30;

    private OptimizerLoops() {}

    static void sgd(
            Tensor parameters,
            Tensor gradient,
            double gradientScale,
            Tensor velocity,
            double rate,
            double momentum,
            boolean nesterov,
            double decay) {
        int size = parameters.size();
        for (int i = 0; i < size; i++) {
            double old = parameters.get(i);
            double g = gradientScale * gradient.get(i) + decay * old;
            double step = g;
            if (velocity != null) {
                double v = momentum * velocity.get(i) + g;
                velocity.set(i, v);
                step = nesterov ? g + momentum * v : v;
            }
            parameters.set(i, old - rate * step);
        }
        parameters.touch();
        if (velocity != null) {
            velocity.touch();
        }
    }

    static void adam(Tensor parameters, Tensor gradient, Tensor first, Tensor second, AdamStep step) {
        int size = parameters.size();
        for (int i = 0; i < size; i++) {
            double old = parameters.get(i);
            double g = step.gradientScale() * gradient.get(i) + step.decay() * old;
            double m = step.beta1() * first.get(i) + (1 - step.beta1()) * g;
            double v = step.beta2() * second.get(i) + (1 - step.beta2()) * g * g;
            m = Math.abs(m) < NEGLIGIBLE ? 0 : m;
            v = v < NEGLIGIBLE ? 0 : v;
            first.set(i, m);
            second.set(i, v);
            parameters.set(i, step.keep() * old - step.rate() * m / (Math.sqrt(v) + step.epsilon()));
        }
        parameters.touch();
        first.touch();
        second.touch();
    }
}
