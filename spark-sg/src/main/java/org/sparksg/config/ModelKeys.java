package org.sparksg.config;

import java.util.List;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SynthesizerSettings.Head;
import org.sparksg.optim.OptimizerSettings;

/** The sections {@code synthesizer}, {@code inputs} and {@code auxiliary}: the small networks beside a boundary. */
final class ModelKeys {
    private static final Key<List<Integer>> HIDDEN =
            Key.of("hidden", Type.INTEGERS, List.of(), "units of the hidden layers; [] is a linear model");

    private ModelKeys() {}

    static SynthesizerSettings synthesizer(Section section) {
        List<Integer> hidden = section.get(HIDDEN);
        boolean batchNorm = batchNorm(section);
        Context context = section.constant("context", Context.LABEL, "what synthesizers see beside the activation");
        Head head = section.constant(
                "head", Head.LINEAR, "the last layer of synthesizers; sigmoid is the form of a gradient of log loss");
        OptimizerSettings optimizer = optimizer(section, "the synthesizers' own optimizer");
        return section.build(() -> new SynthesizerSettings(hidden, batchNorm, context, head, optimizer));
    }

    /** Models of inputs see the data, and nothing beside. */
    static SynthesizerSettings inputs(Section section) {
        List<Integer> hidden = section.get(HIDDEN);
        boolean batchNorm = batchNorm(section);
        OptimizerSettings optimizer = optimizer(section, "the optimizer of the models of inputs");
        return section.build(() -> new SynthesizerSettings(hidden, batchNorm, Context.NONE, optimizer));
    }

    static AuxiliarySettings auxiliary(Section section) {
        List<Integer> hidden = section.get(HIDDEN);
        boolean batchNorm = batchNorm(section);
        double similarity = section.number(
                "similarity",
                0,
                "the share of similarity matching in a local loss, beside prediction; predsim has 0.99");
        OptimizerSettings optimizer = optimizer(section, "the auxiliary heads' own optimizer");
        return section.build(() -> new AuxiliarySettings(hidden, batchNorm, similarity, optimizer));
    }

    private static boolean batchNorm(Section section) {
        return section.flag("batch-norm", false, "whether hidden layers are normalised");
    }

    private static OptimizerSettings optimizer(Section section, String sentence) {
        return section.attempt(() -> OptimizerKeys.read(section.section("optimizer", "optimizer", sentence)));
    }
}
