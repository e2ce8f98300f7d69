package org.sparksg.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Delayed;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.EligibilityTraces;
import org.sparksg.credit.FeedbackAlignment;
import org.sparksg.credit.FutureGradients;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.NoBackpropagation;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.credit.TargetProjection;
import org.sparksg.credit.TimeRule;
import org.sparksg.pipeline.Learning;
import org.sparksg.pipeline.MicroBatchOrder;

/** The section {@code learning}. Every rule accepts the keys of the others, so that one override compares two rules. */
final class LearningKeys {
    private static final Key<Map<String, String>> OPTIONS = Key.of(
            "options",
            Type.TEXT_BY_NAME,
            Map.of(),
            "settings of a rule of your own: its constructor gets them as a map");

    private static final Choice<Optional<TimeRule>> TIME = new Choice<Optional<TimeRule>>(
                    "rule",
                    "none",
                    "the gradient of what recurrent layers carry from one window of a sequence to the next; none: it ends"
                            + " with the window")
            .with("none", time -> Optional.empty())
            .with("synthetic-gradients", LearningKeys::future)
            .with("bp-lambda", LearningKeys::traces);

    private LearningKeys() {}

    static Learning read(Section learning) {
        var synthesizer = learning.attempt(() -> ModelKeys.synthesizer(learning.section("synthesizer")));
        var head = learning.attempt(() -> ModelKeys.auxiliary(learning.section("auxiliary")));
        Choice<Rule> known = rules(synthesizer, head);
        List<String> names = learning.get(known.keyOfSeveral("a class of yours", CustomRule::isClassName));
        Map<String, Rule> rules = learning.all(known);
        Map<String, String> options = learning.get(OPTIONS);
        int microBatches = learning.integer(
                "micro-batches", 1, "parts of a mini-batch; rules that do not wait for gradients take it whole");
        MicroBatchOrder order = learning.constant(
                "order",
                MicroBatchOrder.FILL_DRAIN,
                "the order of micro-batches: all forward first, or as few activations in memory as can be");
        double updateProbability = learning.number(
                "update-probability",
                1.0,
                "the chance with which a stage updates, batch by batch; below 1 only with rules that do not wait");
        boolean syntheticInputs = learning.flag(
                "synthetic-inputs",
                false,
                "whether stages predict their inputs from the data instead of waiting for them (complete unlock)");
        var inputs = learning.attempt(() -> ModelKeys.inputs(learning.section("inputs")));
        var time = learning.attempt(() -> learning.section("time").choose(TIME));
        return learning.build(() -> {
            names.stream()
                    .filter(CustomRule::isClassName)
                    .forEach(name -> rules.computeIfAbsent(name, type -> CustomRule.of(type, options)));
            List<Rule> chosen = names.stream().map(rules::get).toList();
            int parts = chosen.stream().anyMatch(LearningKeys::waits) ? microBatches : 1;
            return new Learning(
                    chosen, parts, order, syntheticInputs ? inputs : null, updateProbability, time.orElse(null));
        });
    }

    /** Whether it waits in the long run: a warm-up ends. */
    private static boolean waits(Rule rule) {
        return rule.exchange(Long.MAX_VALUE).waits();
    }

    /** All rules that come with the library. */
    private static Choice<Rule> rules(SynthesizerSettings synthesizer, AuxiliarySettings head) {
        return new Choice<Rule>(
                        "rule",
                        "synthetic-gradients",
                        "how a stage gets the gradient of its output: one rule for all boundaries, or a list with one for"
                                + " each")
                .with("synthetic-gradients", learning -> synthetic(learning, synthesizer))
                .with("locked", learning -> new Backpropagation())
                .with("delayed", LearningKeys::delayed)
                .with("no-backpropagation", learning -> new NoBackpropagation())
                .with("feedback-alignment", learning -> new FeedbackAlignment())
                .with("direct-feedback-alignment", learning -> DirectFeedback.random())
                .with("kickback", learning -> DirectFeedback.kickback())
                .with("target-projection", learning -> new TargetProjection())
                .with("local-loss", learning -> learning.part(() -> new LocalLoss(head)))
                .with("interlocked", learning -> interlocked(learning, head));
    }

    private static Optional<TimeRule> future(Section time) {
        double scale = scale(time);
        double auxiliary = time.number(
                "auxiliary", 0.0, "the weight of predicting the synthetic gradient one window further; 0 for none");
        var synthesizer = time.attempt(() -> ModelKeys.future(time.section("synthesizer")));
        return time.build(() -> Optional.of(new FutureGradients(synthesizer, scale, auxiliary)));
    }

    private static double scale(Section time) {
        return time.number(
                "scale",
                0.1,
                "what the synthetic gradient is multiplied with before it is used; with 1 it can feed on itself and"
                        + " diverge");
    }

    private static Optional<TimeRule> traces(Section time) {
        double lambda = time.number(
                "lambda",
                1.0,
                "how far an error of the prediction reaches back: 0 to the window before, 1 to the first");
        double discount =
                time.number("discount", 0.9, "what the prediction at a window's end counts in the one at its start");
        double scale = scale(time);
        var optimizer = time.attempt(() -> ModelKeys.traces(time));
        return time.build(() -> Optional.of(new EligibilityTraces(lambda, discount, scale, optimizer)));
    }

    private static Rule synthetic(Section learning, SynthesizerSettings synthesizer) {
        long warmUp = learning.whole("warm-up", 0L, "the first batches, on true gradients");
        double lambda = learning.number(
                "lambda", 0.0, "the share of the gradient from above; above 0 the stages wait for each other");
        int every = learning.integer("learn-every", 1, "synthesizers learn from every n-th batch");
        double scale =
                learning.number("scale", 1.0, "what synthetic gradients are multiplied with before they are used");
        double alpha = learning.number(
                "alpha",
                0.0,
                "the share of the gradient of the synthesizer's error that is added (SG+prop); above 0 a stage waits for"
                        + " the next one");
        double gate = learning.number(
                "gate",
                0.0,
                "the largest relative error of a synthesizer with which the stage below it still updates; 0: it always"
                        + " does");
        return learning.part(() -> new SyntheticGradients(synthesizer, warmUp, lambda, every, scale, alpha, gate));
    }

    private static Rule delayed(Section learning) {
        Delayed delay = learning.get(Key.of(
                "delay",
                DelayType.TYPE,
                DelayType.INITIAL,
                "batches per boundary by which gradients are late; one: one batch in all, whatever the depth"));
        boolean replay = learning.flag(
                "replay",
                false,
                "whether late gradients meet activations computed anew (features replay) instead of stashed ones");
        boolean prediction = learning.flag(
                "prediction",
                false,
                "whether a stage goes forward with the weights to which momentum alone will carry them by the time that the"
                        + " gradient comes");
        return learning.part(() -> new Delayed(delay.delay(), delay.perBoundary(), replay, prediction));
    }

    private static Rule interlocked(Section learning, AuxiliarySettings head) {
        int distance =
                learning.integer("distance", 1, "how many boundaries a loss crosses; 1 is pairwise, 2 is 3-wise");
        return learning.part(() -> new Interlocked(distance, head));
    }
}
