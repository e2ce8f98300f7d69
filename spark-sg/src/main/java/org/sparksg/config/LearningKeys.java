package org.sparksg.config;

import java.util.List;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.pipeline.Learning;

/** The section {@code learning}. Every rule accepts the keys of the others, so that one override compares two rules. */
final class LearningKeys {
    static final Key<String> RULE = Key.of(
            "rule",
            Type.oneOf("synthetic-gradients", "locked"),
            "synthetic-gradients",
            "decoupled stages with synthesizers, or backpropagation through all stages");
    static final Key<Integer> MICRO_BATCHES =
            Key.of("micro-batches", Type.INTEGER, 1, "parts of a mini-batch; used by locked");
    static final Key<Long> WARM_UP =
            Key.of("warm-up", Type.LONG, 0L, "the first batches, on true gradients; used by synthetic-gradients");
    static final Key<Double> LAMBDA = Key.of(
            "lambda", Type.NUMBER, 0.0, "the share of the gradient from above; above 0 the stages wait for each other");
    static final Key<Integer> LEARN_EVERY =
            Key.of("learn-every", Type.INTEGER, 1, "synthesizers learn from every n-th batch");

    static final Key<List<Integer>> HIDDEN =
            Key.of("hidden", Type.INTEGERS, List.of(), "units of the hidden layers; [] is a linear synthesizer");
    static final Key<Boolean> BATCH_NORM =
            Key.of("batch-norm", Type.FLAG, false, "whether hidden layers are normalised");
    static final Key<Context> CONTEXT =
            Key.of("context", Type.choice(Context.class), Context.LABEL, "what synthesizers see beside the activation");

    private LearningKeys() {}

    static Learning read(Section learning) {
        String rule = learning.get(RULE);
        int microBatches = learning.get(MICRO_BATCHES);
        long warmUp = learning.get(WARM_UP);
        double lambda = learning.get(LAMBDA);
        int learnEvery = learning.get(LEARN_EVERY);
        SynthesizerSettings synthesizer =
                learning.reading().attempt(() -> synthesizer(learning.section("synthesizer")));
        return learning.build(() -> {
            Learning decoupled = Learning.of(new SyntheticGradients(synthesizer, warmUp, lambda, learnEvery));
            Learning locked = Learning.locked(microBatches);
            return rule.equals("locked") ? locked : decoupled;
        });
    }

    private static SynthesizerSettings synthesizer(Section section) {
        List<Integer> hidden = section.get(HIDDEN);
        boolean batchNorm = section.get(BATCH_NORM);
        Context context = section.get(CONTEXT);
        OptimizerSettings optimizer = section.reading().attempt(() -> OptimizerKeys.read(section.section("optimizer")));
        return section.build(() -> new SynthesizerSettings(hidden, batchNorm, context, optimizer));
    }
}
