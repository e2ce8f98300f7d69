package org.sparksg.config;

import com.typesafe.config.ConfigValue;
import java.util.List;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Body;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SynthesizerSettings.Head;
import org.sparksg.nn.Layer;
import org.sparksg.optim.OptimizerSettings;

/** The sections {@code synthesizer}, {@code inputs} and {@code auxiliary}: the small networks beside a boundary. */
final class ModelKeys {
    private static final Key<List<Integer>> HIDDEN =
            Key.of("hidden", Type.INTEGERS, List.of(), "units of the hidden layers; [] is a linear model");
    private static final Key<ConfigValue> LAYERS = Key.optional(
            "layers",
            NetworkKeys.LIST,
            "layers of any kind in the place of hidden ones, in front of the last layer",
            "those of hidden");

    private ModelKeys() {}

    static SynthesizerSettings synthesizer(Section section) {
        Body body = body(section);
        Context context = section.constant("context", Context.LABEL, "what synthesizers see beside the activation");
        Head head = section.constant(
                "head", Head.LINEAR, "the last layer of synthesizers; sigmoid is the form of a gradient of log loss");
        OptimizerSettings optimizer = optimizer(section, "the synthesizers' own optimizer");
        return section.build(() -> new SynthesizerSettings(body, context, head, optimizer));
    }

    /** Models of inputs see the data, and nothing beside. */
    static SynthesizerSettings inputs(Section section) {
        Body body = body(section);
        OptimizerSettings optimizer = optimizer(section, "the optimizer of the models of inputs");
        return section.build(() -> new SynthesizerSettings(body, Context.NONE, Head.LINEAR, optimizer));
    }

    /** Models of the future's gradient see the state, and nothing beside. */
    static SynthesizerSettings future(Section section) {
        Body body = body(section);
        OptimizerSettings optimizer = optimizer(section, "the optimizer of the models of the future's gradient");
        return section.build(() -> new SynthesizerSettings(body, Context.NONE, Head.LINEAR, optimizer));
    }

    /** The linear model of BP(λ) has no shape of its own. */
    static OptimizerSettings traces(Section section) {
        return optimizer(section, "the optimizer of the model of the future's gradient");
    }

    static AuxiliarySettings auxiliary(Section section) {
        Body body = body(section);
        double similarity = section.number(
                "similarity",
                0,
                "the share of similarity matching in a local loss, beside prediction; predsim has 0.99");
        OptimizerSettings optimizer = optimizer(section, "the auxiliary heads' own optimizer");
        return section.build(() -> new AuxiliarySettings(body, similarity, optimizer));
    }

    private static Body body(Section section) {
        List<Integer> hidden = section.get(HIDDEN);
        boolean batchNorm = section.flag("batch-norm", false, "whether hidden layers are normalised");
        List<Layer> layers = section.nested(LAYERS, "network.layers", NetworkKeys::layers);
        return section.part(() -> new Body(hidden, batchNorm, layers));
    }

    private static OptimizerSettings optimizer(Section section, String sentence) {
        return section.attempt(() -> OptimizerKeys.read(section.section("optimizer", "optimizer", sentence)));
    }
}
