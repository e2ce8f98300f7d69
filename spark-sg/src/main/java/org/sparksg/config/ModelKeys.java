package org.sparksg.config;

import java.util.List;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SynthesizerSettings.Head;
import org.sparksg.optim.OptimizerSettings;

/** The sections {@code synthesizer}, {@code inputs} and {@code auxiliary}: the small networks beside a boundary. */
final class ModelKeys {
    static final Key<List<Integer>> HIDDEN =
            Key.of("hidden", Type.INTEGERS, List.of(), "units of the hidden layers; [] is a linear model");
    static final Key<Boolean> BATCH_NORM =
            Key.of("batch-norm", Type.FLAG, false, "whether hidden layers are normalised");
    static final Key<Context> CONTEXT =
            Key.of("context", Type.choice(Context.class), Context.LABEL, "what synthesizers see beside the activation");
    static final Key<Head> HEAD = Key.of(
            "head",
            Type.choice(Head.class),
            Head.LINEAR,
            "the last layer of synthesizers; sigmoid is the form of a gradient of log loss");
    static final Key<Double> SIMILARITY = Key.of(
            "similarity",
            Type.NUMBER,
            0.0,
            "the share of similarity matching in a local loss, beside prediction; predsim has 0.99");

    private ModelKeys() {}

    static SynthesizerSettings synthesizer(Section section) {
        List<Integer> hidden = section.get(HIDDEN);
        boolean batchNorm = section.get(BATCH_NORM);
        Context context = section.get(CONTEXT);
        Head head = section.get(HEAD);
        OptimizerSettings optimizer = optimizer(section, "the synthesizers' own optimizer");
        return section.build(() -> new SynthesizerSettings(hidden, batchNorm, context, head, optimizer));
    }

    /** Models of inputs see the data, and nothing beside. */
    static SynthesizerSettings inputs(Section section) {
        List<Integer> hidden = section.get(HIDDEN);
        boolean batchNorm = section.get(BATCH_NORM);
        OptimizerSettings optimizer = optimizer(section, "the optimizer of the models of inputs");
        return section.build(() -> new SynthesizerSettings(hidden, batchNorm, Context.NONE, optimizer));
    }

    static AuxiliarySettings auxiliary(Section section) {
        List<Integer> hidden = section.get(HIDDEN);
        boolean batchNorm = section.get(BATCH_NORM);
        double similarity = section.get(SIMILARITY);
        OptimizerSettings optimizer = optimizer(section, "the auxiliary heads' own optimizer");
        return section.build(() -> new AuxiliarySettings(hidden, batchNorm, similarity, optimizer));
    }

    private static OptimizerSettings optimizer(Section section, String sentence) {
        return section.attempt(() -> OptimizerKeys.read(section.section("optimizer", "optimizer", sentence)));
    }
}
