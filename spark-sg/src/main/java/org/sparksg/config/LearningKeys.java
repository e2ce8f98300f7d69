package org.sparksg.config;

import java.util.List;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Delayed;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.FeedbackAlignment;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.NoBackpropagation;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.credit.TargetProjection;
import org.sparksg.pipeline.Learning;
import org.sparksg.pipeline.Order;

/** The section {@code learning}. Every rule accepts the keys of the others, so that one override compares two rules. */
final class LearningKeys {
    static final Key<List<String>> RULE = Key.of(
            "rule",
            Type.oneOf(
                            "synthetic-gradients",
                            "locked",
                            "delayed",
                            "no-backpropagation",
                            "feedback-alignment",
                            "direct-feedback-alignment",
                            "kickback",
                            "target-projection",
                            "local-loss",
                            "interlocked")
                    .oneOrMore(),
            List.of("synthetic-gradients"),
            "how a stage gets the gradient of its output: one rule for all boundaries, or a list with one for each");
    static final Key<Integer> MICRO_BATCHES = Key.of(
            "micro-batches",
            Type.INTEGER,
            1,
            "parts of a mini-batch; rules that do not wait for gradients take it whole");
    static final Key<Order> ORDER = Key.of(
            "order",
            Type.choice(Order.class),
            Order.FILL_DRAIN,
            "the order of micro-batches: all forward first, or as few activations in memory as can be");
    static final Key<Double> UPDATE_PROBABILITY = Key.of(
            "update-probability",
            Type.NUMBER,
            1.0,
            "the chance with which a stage updates, batch by batch; below 1 only with rules that do not wait");
    static final Key<Boolean> SYNTHETIC_INPUTS = Key.of(
            "synthetic-inputs",
            Type.FLAG,
            false,
            "whether stages predict their inputs from the data instead of waiting for them (complete unlock)");
    static final Key<Long> WARM_UP =
            Key.of("warm-up", Type.LONG, 0L, "the first batches, on true gradients; used by synthetic-gradients");
    static final Key<Double> LAMBDA = Key.of(
            "lambda", Type.NUMBER, 0.0, "the share of the gradient from above; above 0 the stages wait for each other");
    static final Key<Integer> LEARN_EVERY =
            Key.of("learn-every", Type.INTEGER, 1, "synthesizers learn from every n-th batch");
    static final Key<Double> SCALE =
            Key.of("scale", Type.NUMBER, 1.0, "what synthetic gradients are multiplied with before they are used");
    static final Key<Double> ALPHA = Key.of(
            "alpha",
            Type.NUMBER,
            0.0,
            "the share of the gradient of the synthesizer's error that is added (SG+prop); above 0 a stage waits for the"
                    + " next one");
    static final Key<Double> GATE = Key.of(
            "gate",
            Type.NUMBER,
            0.0,
            "the largest relative error of a synthesizer with which the stage below it still updates; 0: it always does");
    static final Key<Integer> DELAY =
            Key.of("delay", Type.INTEGER, 1, "batches per boundary by which gradients are late; used by delayed");
    static final Key<Boolean> REPLAY = Key.of(
            "replay",
            Type.FLAG,
            false,
            "whether late gradients meet activations computed anew (features replay) instead of stashed ones");
    static final Key<Integer> DISTANCE = Key.of(
            "distance",
            Type.INTEGER,
            1,
            "how many boundaries a loss crosses; 1 is pairwise, 2 is 3-wise; used by interlocked");

    private LearningKeys() {}

    static Learning read(Section learning) {
        List<String> names = learning.get(RULE);
        int microBatches = learning.get(MICRO_BATCHES);
        Order order = learning.get(ORDER);
        double updateProbability = learning.get(UPDATE_PROBABILITY);
        boolean syntheticInputs = learning.get(SYNTHETIC_INPUTS);
        var inputs = learning.reading().attempt(() -> ModelKeys.inputs(learning.section("inputs")));
        Reader reader = new Reader(learning);
        return learning.build(() -> {
            List<Rule> rules = names.stream().map(reader::rule).toList();
            int parts = rules.stream().anyMatch(LearningKeys::waits) ? microBatches : 1;
            return new Learning(rules, parts, order, syntheticInputs ? inputs : null, updateProbability);
        });
    }

    private static boolean waits(Rule rule) {
        return rule.exchange(Long.MAX_VALUE).waits();
    }

    /** Makes rules of the keys of the section, all of which are read and checked whatever the rule. */
    private static final class Reader {
        private final SyntheticGradients synthetic;
        private final LocalLoss local;
        private final Interlocked interlocked;
        private final Delayed delayed;

        Reader(Section learning) {
            long warmUp = learning.get(WARM_UP);
            double lambda = learning.get(LAMBDA);
            int learnEvery = learning.get(LEARN_EVERY);
            double scale = learning.get(SCALE);
            double alpha = learning.get(ALPHA);
            double gate = learning.get(GATE);
            int delay = learning.get(DELAY);
            boolean replay = learning.get(REPLAY);
            int distance = learning.get(DISTANCE);
            var synthesizer = learning.reading().attempt(() -> ModelKeys.synthesizer(learning.section("synthesizer")));
            var head = learning.reading().attempt(() -> ModelKeys.auxiliary(learning.section("auxiliary")));
            synthetic = learning.part(
                    () -> new SyntheticGradients(synthesizer, warmUp, lambda, learnEvery, scale, alpha, gate));
            local = learning.part(() -> new LocalLoss(head));
            interlocked = learning.part(() -> new Interlocked(distance, head));
            delayed = learning.part(() -> new Delayed(delay, replay));
        }

        Rule rule(String name) {
            return switch (name) {
                case "synthetic-gradients" -> synthetic;
                case "delayed" -> delayed;
                case "no-backpropagation" -> new NoBackpropagation();
                case "feedback-alignment" -> new FeedbackAlignment();
                case "direct-feedback-alignment" -> DirectFeedback.random();
                case "kickback" -> DirectFeedback.kickback();
                case "target-projection" -> new TargetProjection();
                case "local-loss" -> local;
                case "interlocked" -> interlocked;
                default -> new Backpropagation();
            };
        }
    }
}
