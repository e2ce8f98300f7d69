package org.sparksg.credit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.SigmoidHead;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;

/**
 * The shape of a synthesizer and how it learns.
 *
 * @param hidden units of each hidden layer; empty for a linear synthesizer
 * @param batchNorm whether each hidden layer is normalised before its ReLU
 * @param context what it sees beside the activation
 * @param head the last layer
 */
public record SynthesizerSettings(
        List<Integer> hidden, boolean batchNorm, Context context, Head head, OptimizerSettings optimizer)
        implements Serializable {

    /** The last layer. */
    public enum Head {
        /** A linear layer. */
        LINEAR,
        /** {@code d σ(hA) + yB + C}, the form of a gradient of log loss: {@link SigmoidHead}. */
        SIGMOID
    }

    public SynthesizerSettings {
        hidden = List.copyOf(hidden);
        Hidden.check(hidden);
        Require.present("context", context);
        Require.present("head", head);
        boolean alone = hidden.isEmpty() && context == Context.LABEL;
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

    /** Creates settings with a linear last layer. */
    public SynthesizerSettings(List<Integer> hidden, boolean batchNorm, Context context, OptimizerSettings optimizer) {
        this(hidden, batchNorm, context, Head.LINEAR, optimizer);
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
        return LocalNetwork.of("synthesizer", hidden, batchNorm, optimizer)
                .with("context", word(context))
                .with("head", word(head));
    }

    /** Returns a model of inputs, likewise, which has no context. */
    public LocalNetwork inputNetwork() {
        return LocalNetwork.of("inputs", hidden, batchNorm, optimizer);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the layers of a synthesizer of gradients of this width. */
    List<Layer> layers(int width) {
        List<Layer> layers = Hidden.layers(hidden, batchNorm);
        layers.add(head == Head.SIGMOID ? new SigmoidHead(width) : new Dense(width, Initializer.ZEROS, true));
        return layers;
    }

    /** Returns the floating-point operations of one prediction, per example; {@code target} is the width of the label. */
    public double assignFlops(int width, int target) {
        return products(width, target).stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Returns the floating-point operations of one training step: nobody asks for the gradient of its input. */
    public double learnFlops(int width, int target) {
        return 3 * assignFlops(width, target) - products(width, target).get(0);
    }

    private List<Double> products(int width, int target) {
        List<Double> products = new ArrayList<>();
        double from = width + (context == Context.LABEL ? target : 0);
        for (int units : hidden) {
            products.add(2 * from * units);
            from = units;
        }
        products.add(2 * from * width);
        return products;
    }
}
