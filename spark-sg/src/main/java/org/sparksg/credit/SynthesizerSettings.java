package org.sparksg.credit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparksg.nn.Convolution;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Padding;
import org.sparksg.nn.SigmoidHead;
import org.sparksg.nn.SquaredError;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * The shape of a synthesizer and how it learns.
 *
 * @param body what it has in front of its last layer; empty for a linear synthesizer
 * @param context what it sees beside the activation
 * @param head the last layer
 */
public record SynthesizerSettings(Body body, Context context, Head head, OptimizerSettings optimizer)
        implements Serializable {

    /** The last layer. */
    public enum Head {
        /** A linear layer. */
        LINEAR,
        /** {@code d σ(hA) + yB + C}, the form of a gradient of log loss: {@link SigmoidHead}. */
        SIGMOID
    }

    public SynthesizerSettings {
        Require.present("body", body);
        Require.present("context", context);
        Require.present("head", head);
        boolean alone = body.isEmpty() && context == Context.LABEL;
        Require.that(
                head == Head.LINEAR || alone,
                "head",
                head,
                "linear with hidden layers or without label",
                "the form d σ(hA) + yB + C has the activation and the label");
        Require.present("optimizer", optimizer);
        Require.that(
                head == Head.LINEAR || optimizer.proximal().isNone(),
                "head",
                head,
                "linear with optimizer.proximal.step = " + optimizer.proximal().step(),
                "the implicit step is one of dense layers");
    }

    /** Returns the same with one more layer in front. */
    SynthesizerSettings behind(Layer first) {
        List<Layer> layers = new ArrayList<>(List.of(first));
        layers.addAll(body.list());
        return new SynthesizerSettings(new Body(List.of(), false, layers), context, head, optimizer);
    }

    /** Creates settings with a linear last layer. */
    public SynthesizerSettings(List<Integer> hidden, boolean batchNorm, Context context, OptimizerSettings optimizer) {
        this(Body.of(hidden, batchNorm), context, Head.LINEAR, optimizer);
    }

    /**
     * Returns a linear synthesizer that learns with Adam: with {@link Context#LABEL}, the one that Jaderberg et al. took
     * for fully connected networks on MNIST.
     */
    public static SynthesizerSettings linear(Context context, double learningRate) {
        return new SynthesizerSettings(List.of(), false, context, OptimizerSettings.of(Adam.of(), learningRate));
    }

    /**
     * Checks that the model can learn from batches of this size.
     *
     * @param model what it is, for the message
     * @throws BadSetting if it cannot
     */
    public void checkBatch(String model, int rows) {
        optimizer.proximal().checkBatch(model + ".optimizer", rows);
    }

    /** Returns a model of gradients, for checkpoints. */
    LocalNetwork network() {
        return LocalNetwork.of("synthesizer", body, optimizer)
                .with("context", word(context))
                .with("head", word(head));
    }

    /** Returns a model of inputs, likewise, which has no context. */
    public LocalNetwork inputNetwork() {
        return LocalNetwork.of("inputs", body, optimizer);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the layers of a model of rows of this width, or of sequences whose steps have it. */
    List<Layer> layers(int width) {
        List<Layer> layers = body.list();
        layers.add(head == Head.SIGMOID ? new SigmoidHead(width) : new Dense(width, Initializer.ZEROS, true));
        return layers;
    }

    /**
     * Returns the network of a synthesizer: from an activation, with the target behind it in the same row if it sees that, to a
     * gradient. Layers of its own that make an image end with a convolution as large as the last of them; all others, with a dense
     * layer.
     *
     * @param target ignored without context
     * @param classes how many there are, if a target has one for each step; else 0
     */
    Network network(Shape activation, Shape target, int classes) {
        if (activation.rank() == 2) {
            return ofSequences(activation, target, classes);
        }
        List<Layer> layers = layers(activation.size());
        boolean images = activation.rank() == 3 && !body.layers().isEmpty();
        if (images
                && new Network(activation, body.layers(), new SquaredError())
                                .output()
                                .rank()
                        == 3) {
            layers.set(layers.size() - 1, lastOfImages(activation));
        }
        Require.that(
                images || context != Context.LABEL_OFFSET,
                "learning.synthesizer.context",
                context,
                "label at a boundary of shape " + activation,
                "an offset is for images, and for synthesizers with layers of their own");
        Shape seen = activation;
        if (context != Context.NONE) {
            seen = Shape.of(activation.size() + target.size());
            if (images) {
                layers.set(0, new Labelled(activation, context, layers.get(0)));
            }
        }
        return new Network(seen, layers, new SquaredError());
    }

    /** Every step is an activation by itself, and a class of a step is seen there. */
    private Network ofSequences(Shape activation, Shape target, int classes) {
        Require.that(
                head == Head.LINEAR,
                "learning.synthesizer.head",
                word(head),
                "linear at a boundary of sequences, " + activation);
        List<Layer> layers = layers(activation.last());
        Shape made = new Network(activation, layers, new SquaredError()).output();
        Require.that(
                made.equals(activation),
                "learning.synthesizer.layers",
                made,
                "of the steps of the boundary, " + activation,
                "leave out last-step and flatten");
        if (context == Context.NONE) {
            return new Network(activation, layers, new SquaredError());
        }
        layers.set(0, new LabelledSteps(activation, classes, layers.get(0)));
        return new Network(Shape.of(activation.size() + target.size()), layers, new SquaredError());
    }

    private Layer lastOfImages(Shape activation) {
        Shape made = new Network(activation, body.layers(), new SquaredError()).output();
        Require.that(
                made.dim(0) == activation.dim(0) && made.dim(1) == activation.dim(1),
                "learning.synthesizer.layers",
                made,
                "of the height and width of the boundary, " + activation,
                "leave out strides and pooling");
        int kernel = 1;
        for (Layer layer : body.layers()) {
            kernel = layer instanceof Convolution convolution ? convolution.kernel() : kernel;
        }
        return new Convolution(activation.dim(2), kernel, 1, Padding.SAME, 1, 1, Initializer.ZEROS, true);
    }

    /** Returns the floating-point operations of one prediction, per example. */
    double assignFlops(Rule.Place place) {
        Network network = network(place.activation(), place.target(), place.classes());
        return network.flops(0, network.size());
    }

    /** Returns the floating-point operations of one training step: nobody asks for the gradient of its input. */
    double learnFlops(Rule.Place place) {
        Network network = network(place.activation(), place.target(), place.classes());
        return 3 * assignFlops(place) - network.flops(0, 1);
    }
}
