package org.sparksg.tensor;

import java.nio.ByteBuffer;

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
        if (parameters.type() == Element.F32) {
            int end = parameters.size();
            adam(parameters.bytes(), gradient.bytes(), first.bytes(), second.bytes(), step, 0, end);
        } else {
            adamInDoublePrecision(parameters, gradient, first, second, step);
        }
        parameters.touch();
        first.touch();
        second.touch();
    }

    /**
     * Steps the elements from {@code start}, included, to {@code end}, excluded, in single precision arithmetic, which takes half
     * the time. In the order of {@link VectorOptimizers#adam}, whose rest this does, too: no bit depends on which of the two steps
     * an element.
     */
    static void adam(ByteBuffer p, ByteBuffer g, ByteBuffer m, ByteBuffer v, AdamStep step, int start, int end) {
        float scale = (float) step.gradientScale();
        float decay = (float) step.penalty();
        float beta1 = (float) step.beta1();
        float rest1 = (float) (1 - step.beta1());
        float beta2 = (float) step.beta2();
        float rest2 = (float) (1 - step.beta2());
        float rate = (float) step.momentRate();
        float own = (float) step.gradientRate();
        float epsilon = (float) step.correctedEpsilon();
        float keep = (float) step.keep();
        for (int i = start * Float.BYTES; i < end * Float.BYTES; i += Float.BYTES) {
            float old = p.getFloat(i);
            float one = g.getFloat(i) * scale + old * decay;
            float moment = m.getFloat(i) * beta1 + one * rest1;
            float square = v.getFloat(i) * beta2 + one * one * rest2;
            moment = Math.abs(moment) < (float) NEGLIGIBLE ? 0 : moment;
            square = square < (float) NEGLIGIBLE ? 0 : square;
            m.putFloat(i, moment);
            v.putFloat(i, square);
            p.putFloat(i, old * keep - (moment * rate + one * own) / ((float) Math.sqrt(square) + epsilon));
        }
    }

    static void lookAhead(Tensor parameters, Tensor first, Tensor second, LookAhead numbers, Tensor to) {
        for (int i = 0; i < to.size(); i++) {
            double size = Math.sqrt(second.get(i) * numbers.share()) + numbers.epsilon();
            to.set(i, numbers.keep() * parameters.get(i) - numbers.along() * first.get(i) / size);
        }
        to.touch();
    }

    private static void adamInDoublePrecision(
            Tensor parameters, Tensor gradient, Tensor first, Tensor second, AdamStep step) {
        int size = parameters.size();
        double scale = step.gradientScale();
        double decay = step.penalty();
        double beta1 = step.beta1();
        double beta2 = step.beta2();
        double rate = step.momentRate();
        double own = step.gradientRate();
        double epsilon = step.correctedEpsilon();
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
            parameters.set(i, keep * old - (rate * m + own * g) / (Math.sqrt(v) + epsilon));
        }
    }
}
