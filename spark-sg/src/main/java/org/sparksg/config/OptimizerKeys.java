package org.sparksg.config;

import java.util.List;
import org.sparksg.nn.Proximal;
import org.sparksg.optim.Adam;
import org.sparksg.optim.Clipping;
import org.sparksg.optim.LearningRate;
import org.sparksg.optim.Nadam;
import org.sparksg.optim.Optimizer;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;

/** The section {@code optimizer}, of the stages and of the synthesizers. */
final class OptimizerKeys {
    private static final Key<Double> BETA1 =
            Key.optional("beta1", Type.NUMBER, "decay of the mean of the gradients", "0.9; of nadam 0.99");
    private static final Key<Double> EPSILON = Key.of("epsilon", Type.NUMBER, 1e-8, "added to the root of that mean");
    private static final Key<Double> LEARNING_RATE = Key.of(
                    "learning-rate", Type.NUMBER, 0.001, "the step size, or a section { schedule, ... }")
            .hint("Adam's usual value is 0.001");
    private static final Key<Double> CLIP_NORM =
            Key.optional("clip-norm", Type.NUMBER, "the largest norm of a stage's gradient", "none");
    private static final Key<Double> CLIP_VALUE =
            Key.optional("clip-value", Type.NUMBER, "the largest element of a gradient", "none");
    private static final Key<Double> INITIAL =
            Key.of("initial", Type.NUMBER, 0.001, "the rate at the start").hint("Adam's usual value is 0.001");
    private static final Key<Double> FACTOR =
            Key.required("factor", Type.NUMBER, "what the rate is multiplied by at each boundary, or over a period");
    private static final Key<Long> WARM_UP =
            Key.of("warm-up", Type.LONG, 0L, "the first updates, over which the rate rises from 0");
    private static final Choice<Optimizer> TYPE = new Choice<Optimizer>("type", "adam", "the optimizer")
            .with("adam", OptimizerKeys::adam)
            .with("nadam", OptimizerKeys::nadam)
            .with("sgd", OptimizerKeys::sgd);
    private static final Choice<LearningRate> SCHEDULE = new Choice<LearningRate>(
                    "schedule", "constant", "how the rate changes")
            .with("constant", OptimizerKeys::constant)
            .with("steps", OptimizerKeys::steps)
            .with("exponential", OptimizerKeys::exponential)
            .with("cosine", OptimizerKeys::cosine);

    private OptimizerKeys() {}

    static OptimizerSettings read(Section section) {
        Optimizer optimizer = section.choose(TYPE);
        LearningRate rate = section.either(LEARNING_RATE, () -> fixed(section), OptimizerKeys::schedule);
        Clipping clipping = clipping(section);
        double decay = section.number("weight-decay", 0.0, "the strength of weight decay");
        boolean decoupled = section.flag(
                "decoupled-weight-decay",
                true,
                "true: shrinks the weights by themselves (AdamW); false: a penalty in the gradient");
        Proximal proximal = section.attempt(() -> proximal(section.section("proximal")));
        return section.build(() -> new OptimizerSettings(optimizer, rate, clipping, decay, decoupled, proximal));
    }

    private static Optimizer adam(Section section) {
        double beta1 = section.get(BETA1.or(0.9));
        double beta2 = section.number("beta2", 0.999, "decay of the mean of their squares");
        double epsilon = section.get(EPSILON);
        return section.part(() -> new Adam(beta1, beta2, epsilon));
    }

    private static Optimizer nadam(Section section) {
        double beta1 = section.get(BETA1.or(0.99));
        double beta2 = section.number("beta2", 0.999, "decay of the mean of their squares");
        double epsilon = section.get(EPSILON);
        double rise = section.number("momentum-decay", 0.004, "how fast the momentum comes up to beta1");
        return section.part(() -> new Nadam(beta1, beta2, epsilon, rise));
    }

    private static Optimizer sgd(Section section) {
        double momentum = section.number("momentum", 0.0, "decay of the velocity");
        boolean nesterov = section.flag("nesterov", false, "whether momentum looks ahead");
        return section.part(() -> new Sgd(momentum, nesterov));
    }

    private static Clipping clipping(Section section) {
        Double norm = section.get(CLIP_NORM);
        Double value = section.get(CLIP_VALUE);
        if (norm != null && value != null) {
            section.problem(CLIP_VALUE, "clip-norm is set too: choose one of them");
        }
        if (norm != null) {
            return section.partFrom(CLIP_NORM, () -> new Clipping.ByNorm(norm));
        }
        return value == null ? new Clipping.None() : section.partFrom(CLIP_VALUE, () -> new Clipping.ByValue(value));
    }

    private static Proximal proximal(Section section) {
        double step = section.number(
                "step",
                0.0,
                "the implicit step of dense layers, from which their gradient is taken (ProxProp); 0: gradients are"
                        + " explicit");
        int iterations = section.integer(
                "iterations", 10, "conjugate gradients: how often they come closer to the implicit step");
        return section.build(() -> step == 0 ? Proximal.NONE : new Proximal(step, iterations));
    }

    private static LearningRate fixed(Section section) {
        double rate = section.get(LEARNING_RATE);
        return section.partFrom(LEARNING_RATE, () -> new LearningRate.Constant(rate));
    }

    private static LearningRate schedule(Section section) {
        LearningRate rate = section.choose(SCHEDULE);
        long warmUp = section.get(WARM_UP);
        LearningRate whole =
                warmUp == 0 ? rate : section.partFrom(WARM_UP, () -> new LearningRate.Warmup(warmUp, rate));
        return section.build(() -> whole);
    }

    private static LearningRate constant(Section section) {
        double initial = section.get(INITIAL);
        return section.partFrom(INITIAL, () -> new LearningRate.Constant(initial));
    }

    private static LearningRate steps(Section section) {
        double initial = section.get(INITIAL);
        double factor = section.get(FACTOR);
        List<Long> boundaries = section.get(Key.required(
                "boundaries",
                Type.LONGS,
                "the first updates with the next rate, rising; a stage makes one with each batch, unless its rule skips"
                        + " some"));
        return section.part(() -> new LearningRate.Steps(initial, factor, boundaries));
    }

    private static LearningRate exponential(Section section) {
        double initial = section.get(INITIAL);
        double factor = section.get(FACTOR);
        long period = section.get(Key.required("period", Type.LONG, "the updates in which the factor takes effect"));
        return section.part(() -> new LearningRate.Exponential(initial, factor, period));
    }

    private static LearningRate cosine(Section section) {
        double initial = section.get(INITIAL);
        double floor = section.number("floor", 0.0, "the rate at the end");
        long steps = section.get(Key.required("steps", Type.LONG, "the updates from the initial rate to the floor"));
        return section.part(() -> new LearningRate.Cosine(initial, floor, steps));
    }
}
