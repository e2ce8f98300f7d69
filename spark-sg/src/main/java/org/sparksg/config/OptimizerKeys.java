package org.sparksg.config;

import com.typesafe.config.ConfigObject;
import java.util.List;
import org.sparksg.nn.Proximal;
import org.sparksg.optim.Adam;
import org.sparksg.optim.Clipping;
import org.sparksg.optim.LearningRate;
import org.sparksg.optim.Optimizer;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;

/** The section {@code optimizer}, of the stages and of the synthesizers. */
final class OptimizerKeys {
    static final Key<String> TYPE = Key.of("type", Type.oneOf("adam", "sgd"), "adam", "the optimizer");
    static final Key<Double> BETA1 = Key.of("beta1", Type.NUMBER, 0.9, "decay of the mean of the gradients");
    static final Key<Double> BETA2 = Key.of("beta2", Type.NUMBER, 0.999, "decay of the mean of their squares");
    static final Key<Double> EPSILON = Key.of("epsilon", Type.NUMBER, 1e-8, "added to the root of that mean");
    static final Key<Double> MOMENTUM = Key.of("momentum", Type.NUMBER, 0.0, "decay of the velocity");
    static final Key<Boolean> NESTEROV = Key.of("nesterov", Type.FLAG, false, "whether momentum looks ahead");
    static final Key<Double> LEARNING_RATE = Key.of(
                    "learning-rate", Type.NUMBER, 0.001, "the step size, or a section { schedule, ... }")
            .hint("Adam's usual value is 0.001");
    static final Key<Double> CLIP_NORM =
            Key.optional("clip-norm", Type.NUMBER, "the largest norm of a stage's gradient; none if left out");
    static final Key<Double> CLIP_VALUE =
            Key.optional("clip-value", Type.NUMBER, "the largest element of a gradient; none if left out");
    static final Key<Double> WEIGHT_DECAY = Key.of("weight-decay", Type.NUMBER, 0.0, "the strength of weight decay");
    static final Key<Boolean> DECOUPLED = Key.of(
            "decoupled-weight-decay",
            Type.FLAG,
            true,
            "true: shrinks the weights by themselves (AdamW); false: a penalty in the gradient");

    static final Key<String> SCHEDULE = Key.of(
            "schedule", Type.oneOf("constant", "steps", "exponential", "cosine"), "constant", "how the rate changes");
    static final Key<Double> INITIAL =
            Key.of("initial", Type.NUMBER, 0.001, "the rate at the start").hint("Adam's usual value is 0.001");
    static final Key<Double> FACTOR =
            Key.required("factor", Type.NUMBER, "what the rate is multiplied by at each boundary, or over a period");
    static final Key<List<Long>> BOUNDARIES = Key.required(
            "boundaries",
            Type.LONGS,
            "the first updates with the next rate, rising; a stage makes one with each batch, unless its rule skips some");
    static final Key<Long> PERIOD = Key.required("period", Type.LONG, "the updates in which the factor takes effect");
    static final Key<Double> FLOOR = Key.of("floor", Type.NUMBER, 0.0, "the rate at the end");
    static final Key<Long> STEPS = Key.required("steps", Type.LONG, "the updates from the initial rate to the floor");
    static final Key<Long> WARM_UP =
            Key.of("warm-up", Type.LONG, 0L, "the first updates, over which the rate rises from 0");

    static final Key<Double> PROXIMAL_STEP = Key.of(
            "step",
            Type.NUMBER,
            0.0,
            "the implicit step of dense layers, from which their gradient is taken (ProxProp); 0: gradients are explicit");
    static final Key<Integer> PROXIMAL_ITERATIONS = Key.of(
            "iterations", Type.INTEGER, 10, "conjugate gradients: how often they come closer to the implicit step");

    private OptimizerKeys() {}

    static OptimizerSettings read(Section section) {
        Optimizer optimizer = section.get(TYPE).equals("sgd") ? sgd(section) : adam(section);
        LearningRate rate = learningRate(section);
        Clipping clipping = clipping(section);
        double decay = section.get(WEIGHT_DECAY);
        boolean decoupled = section.get(DECOUPLED);
        Proximal proximal = section.reading().attempt(() -> proximal(section.section("proximal")));
        return section.build(() -> new OptimizerSettings(optimizer, rate, clipping, decay, decoupled, proximal));
    }

    private static Proximal proximal(Section section) {
        double step = section.get(PROXIMAL_STEP);
        int iterations = section.get(PROXIMAL_ITERATIONS);
        return section.build(() -> step == 0 ? Proximal.NONE : new Proximal(step, iterations));
    }

    private static Optimizer adam(Section section) {
        double beta1 = section.get(BETA1);
        double beta2 = section.get(BETA2);
        double epsilon = section.get(EPSILON);
        return section.part(() -> new Adam(beta1, beta2, epsilon));
    }

    private static Optimizer sgd(Section section) {
        double momentum = section.get(MOMENTUM);
        boolean nesterov = section.get(NESTEROV);
        return section.part(() -> new Sgd(momentum, nesterov));
    }

    private static Clipping clipping(Section section) {
        Double norm = section.get(CLIP_NORM);
        Double value = section.get(CLIP_VALUE);
        if (norm != null && value != null) {
            section.problem(CLIP_VALUE.name(), "clip-norm is set too: choose one of them");
        }
        if (norm != null) {
            return section.partFrom(CLIP_NORM, () -> new Clipping.ByNorm(norm));
        }
        return value == null ? new Clipping.None() : section.partFrom(CLIP_VALUE, () -> new Clipping.ByValue(value));
    }

    private static LearningRate learningRate(Section section) {
        if (section.given(LEARNING_RATE.name())
                .filter(ConfigObject.class::isInstance)
                .isPresent()) {
            return section.reading().attempt(() -> schedule(section.section(LEARNING_RATE.name())));
        }
        double rate = section.get(LEARNING_RATE);
        return section.partFrom(LEARNING_RATE, () -> new LearningRate.Constant(rate));
    }

    private static LearningRate schedule(Section section) {
        String schedule = section.get(SCHEDULE);
        double initial = section.get(INITIAL);
        long warmUp = section.get(WARM_UP);
        LearningRate rate =
                switch (schedule) {
                    case "constant" -> section.partFrom(INITIAL, () -> new LearningRate.Constant(initial));
                    case "steps" -> steps(section, initial);
                    case "exponential" -> exponential(section, initial);
                    default -> cosine(section, initial);
                };
        LearningRate whole =
                warmUp == 0 ? rate : section.partFrom(WARM_UP, () -> new LearningRate.Warmup(warmUp, rate));
        return section.build(() -> whole);
    }

    private static LearningRate steps(Section section, double initial) {
        double factor = section.get(FACTOR);
        List<Long> boundaries = section.get(BOUNDARIES);
        return section.part(() -> new LearningRate.Steps(initial, factor, boundaries));
    }

    private static LearningRate exponential(Section section, double initial) {
        double factor = section.get(FACTOR);
        long period = section.get(PERIOD);
        return section.part(() -> new LearningRate.Exponential(initial, factor, period));
    }

    private static LearningRate cosine(Section section, double initial) {
        double floor = section.get(FLOOR);
        long steps = section.get(STEPS);
        return section.part(() -> new LearningRate.Cosine(initial, floor, steps));
    }
}
