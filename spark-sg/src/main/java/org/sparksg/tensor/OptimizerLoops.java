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
        double scale = step.gradientScale();
        double decay = step.decay();
        double beta1 = step.beta1();
        double beta2 = step.beta2();
        double rate = step.rate();
        double epsilon = step.epsilon();
        double keep = step.keep();
        for (int i = 0; i < size; i++) {
            double old = parameters.get(i);
            double g = scale * gradient.get(i) + decay * old;
            double m = beta1 * first.get(i) + (1 - beta1) * g;
            double v = beta2 * second.get(i) + (1 - beta2) * g * g;
            m = Math.abs(m) < NEGLIGIBLE ? 0 : m;
            v = v < NEGLIGIBLE ? 0 : v;
            first.set(i, m);
            second.set(i, v);
            parameters.set(i, keep * old - rate * m / (Math.sqrt(v) + epsilon));
        }
        parameters.touch();
        first.touch();
        second.touch();
    }
}
