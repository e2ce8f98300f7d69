package org.sparksg.config;

import com.typesafe.config.ConfigValue;
import java.util.List;
import org.sparksg.nn.Architecture;
import org.sparksg.nn.Attention;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.ClassWeights;
import org.sparksg.nn.Convolution;
import org.sparksg.nn.Curved;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Embedding;
import org.sparksg.nn.Flatten;
import org.sparksg.nn.GlobalAveragePool;
import org.sparksg.nn.GroupNorm;
import org.sparksg.nn.Identity;
import org.sparksg.nn.ImageRows;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.LastStep;
import org.sparksg.nn.Layer;
import org.sparksg.nn.LayerNorm;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Normalise;
import org.sparksg.nn.Padding;
import org.sparksg.nn.Pool;
import org.sparksg.nn.Positions;
import org.sparksg.nn.Recomputed;
import org.sparksg.nn.Recurrent;
import org.sparksg.nn.Relu;
import org.sparksg.nn.Repeat;
import org.sparksg.nn.Residual;
import org.sparksg.nn.Sigmoid;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Tanh;
import org.sparksg.nn.Transformer;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Curve;

/** The section {@code network}. */
final class NetworkKeys {
    private static final Key<Initializer> INITIALIZER =
            Key.of("initializer", InitializerType.TYPE, new Initializer.HeNormal(), "of layers without their own");
    private static final Key<Integer> UNITS = Key.required("units", Type.INTEGER, "the number of outputs");
    static final Type<ConfigValue> LIST = new Type<>("a list of layers", null, value -> value, value -> value);
    private static final Key<ConfigValue> LAYERS =
            Key.required("layers", LIST, "such as [ {dense = 256}, batch-norm, relu, {dense = 10} ]");
    private static final Key<Integer> FILTERS =
            Key.required("units", Type.INTEGER, "the number of channels that come out");
    private static final Key<Integer> SIZE = Key.required("size", Type.INTEGER, "height and width of the window");
    private static final Key<Integer> GROUPS = Key.required("groups", Type.INTEGER, "groups of channels");
    private static final Key<List<Double>> MEAN = Key.required("mean", Type.NUMBERS, "what is taken off each channel");
    private static final Key<List<Double>> DEVIATION =
            Key.required("deviation", Type.NUMBERS, "what each channel is divided by then");
    private static final Key<Double> SLOPE = Key.of("slope", Type.NUMBER, 0.01, "below 0");
    private static final Key<Integer> TIMES = Key.required("times", Type.INTEGER, "how often");
    private static final Key<ConfigValue> BODY = Key.required("body", LIST, "the layers that there is a way around");
    private static final Key<ConfigValue> SKIP = Key.optional("skip", LIST, "the layers on that way", "none");
    private static final Key<ConfigValue> INNER = Key.required("layers", LIST, "layers");
    private static final Key<Double> RATE = Key.required("rate", Type.NUMBER, "the share of elements that is dropped");
    private static final Key<Integer> VECTOR = Key.required("units", Type.INTEGER, "the length of each id's vector");
    private static final Key<Integer> CELLS = Key.required("units", Type.INTEGER, "the number of outputs of each step");
    private static final Key<Positions.Form> FORM = Key.of(
            "form",
            Type.choice(Positions.Form.class),
            Positions.Form.LEARNED,
            "what is added to each step to tell its place");
    private static final Key<Integer> HEADS =
            Key.required("heads", Type.INTEGER, "the number of heads, a divisor of the features");
    private static final Choice<Loss> LOSS = new Choice<Loss>("loss", "softmax-cross-entropy", "what is minimised")
            .with("softmax-cross-entropy", NetworkKeys::crossEntropy)
            .with("squared-error", network -> new SquaredError());

    private static final Key<ClassWeights> CLASS_WEIGHTS = Key.of(
            "class-weights",
            ClassWeightsType.TYPE,
            ClassWeights.NONE,
            "how much the examples of each class count in training; balanced: n / (classes * n of the class)");

    private NetworkKeys() {}

    private static Loss crossEntropy(Section network) {
        ClassWeights weights = network.get(CLASS_WEIGHTS);
        return network.build(() -> new SoftmaxCrossEntropy(weights));
    }

    static Architecture read(Section network) {
        Initializer initializer = network.get(INITIALIZER);
        List<Layer> layers = network.list(LAYERS, layers(initializer));
        Loss loss = network.choose(LOSS);
        return network.build(() -> new Architecture(layers, loss));
    }

    /** The kinds of layers, which start as He et al. say unless they name an initializer. */
    static Kinds<Layer> layers() {
        return layers(new Initializer.HeNormal());
    }

    /** The kinds of layers. {@code initial}: the initializer of those that name none. */
    private static Kinds<Layer> layers(Initializer initial) {
        return new Kinds<Layer>("layer")
                .with("dense", UNITS, dense -> dense(dense, initial))
                .with("batch-norm", NetworkKeys::batchNorm)
                .with("relu", layer -> layer.build(Relu::new))
                .with("tanh", layer -> layer.build(Tanh::new))
                .with("sigmoid", layer -> layer.build(Sigmoid::new))
                .with("identity", layer -> layer.build(Identity::new))
                .with("conv", FILTERS, conv -> convolution(conv, initial))
                .with("max-pool", SIZE, layer -> pool(layer, Pool.Function.MAX))
                .with("average-pool", SIZE, layer -> pool(layer, Pool.Function.AVERAGE))
                .with("global-average-pool", layer -> layer.build(GlobalAveragePool::new))
                .with("group-norm", GROUPS, NetworkKeys::groupNorm)
                .with("layer-norm", NetworkKeys::layerNorm)
                .with("normalise", MEAN, NetworkKeys::normalise)
                .with("gelu", layer -> layer.build(() -> new Curved(Curve.Form.GELU, 0)))
                .with("silu", layer -> layer.build(() -> new Curved(Curve.Form.SILU, 0)))
                .with("leaky-relu", SLOPE, NetworkKeys::leaky)
                .with("softplus", layer -> layer.build(() -> new Curved(Curve.Form.SOFTPLUS, 0)))
                .with("flatten", layer -> layer.build(Flatten::new))
                .with("residual", BODY, layer -> residual(layer, initial))
                .with("repeat", TIMES, layer -> repeat(layer, initial))
                .with("recomputed", INNER, layer -> recomputed(layer, initial))
                .with("dropout", RATE, NetworkKeys::dropout)
                .with("embedding", VECTOR, NetworkKeys::embedding)
                .with("lstm", CELLS, layer -> recurrent(layer, Cell.LSTM))
                .with("gru", CELLS, layer -> recurrent(layer, Cell.GRU))
                .with("rnn", CELLS, layer -> recurrent(layer, Cell.TANH))
                .with("last-step", layer -> layer.build(LastStep::new))
                .with("image-rows", layer -> layer.build(ImageRows::new))
                .with("positions", FORM, NetworkKeys::positions)
                .with("attention", HEADS, layer -> attention(layer, initial))
                .with("transformer", HEADS, layer -> transformer(layer, initial));
    }

    private static Initializer own(Section layer, Initializer initial) {
        return own(layer, initial, "that of network.initializer");
    }

    /** {@code otherwise}: what is taken if it names none, in words. */
    private static Initializer own(Section layer, Initializer initial, String otherwise) {
        return layer.get(Key.<Initializer>optional("initializer", InitializerType.TYPE, "of the weights", otherwise)
                .or(initial));
    }

    private static List<Layer> inner(Section layer, Key<?> key, Initializer initial) {
        return layer.nested(key, "network.layers", () -> layers(initial));
    }

    private static Layer convolution(Section layer, Initializer initial) {
        int units = layer.get(FILTERS);
        int kernel = layer.integer("kernel", 3, "height and width of the window");
        int stride = layer.integer("stride", 1, "pixels from one window to the next");
        Padding padding = layer.get(Key.of(
                "padding",
                PaddingType.TYPE,
                Padding.SAME,
                "zeros around the image: same for as "
                        + "many pixels as before, divided by the stride; or how many on each side"));
        int dilation = layer.integer("dilation", 1, "distance of neighbours within the window");
        int groups = layer.integer("groups", 1, "parts of the channels that have nothing to do with each other");
        Initializer own = own(layer, initial);
        boolean bias = layer.flag("bias", true, "whether each channel that comes out has a bias");
        return layer.build(() -> new Convolution(units, kernel, stride, padding, dilation, groups, own, bias));
    }

    private static Layer pool(Section layer, Pool.Function function) {
        int size = layer.get(SIZE);
        int stride = layer.get(
                Key.<Integer>optional("stride", Type.INTEGER, "pixels from one window to the next", "the size")
                        .or(size));
        Padding padding = layer.get(Key.of(
                "padding", PaddingType.TYPE, Padding.NONE, "around the image, where nothing counts; as that of conv"));
        return layer.build(() -> new Pool(function, size, stride, padding));
    }

    private static Layer residual(Section layer, Initializer initial) {
        List<Layer> body = inner(layer, BODY, initial);
        List<Layer> skip = inner(layer, SKIP, initial);
        return layer.build(() -> new Residual(body, skip));
    }

    private static Layer repeat(Section layer, Initializer initial) {
        int times = layer.get(TIMES);
        List<Layer> inner = inner(layer, INNER, initial);
        return layer.build(() -> new Repeat(times, inner));
    }

    private static Layer recomputed(Section layer, Initializer initial) {
        List<Layer> inner = inner(layer, INNER, initial);
        return layer.build(() -> new Recomputed(inner));
    }

    private static Layer dense(Section layer, Initializer initial) {
        int units = layer.get(UNITS);
        Initializer own = own(layer, initial);
        boolean bias = layer.flag("bias", true, "whether each output has a bias");
        return layer.build(() -> new Dense(units, own, bias));
    }

    private static Layer batchNorm(Section layer) {
        double momentum = layer.number("momentum", 0.1, "the share of the newest batch in the running statistics");
        double epsilon = epsilon(layer);
        return layer.build(() -> new BatchNorm(momentum, epsilon));
    }

    private static Layer groupNorm(Section layer) {
        int groups = layer.get(GROUPS);
        double epsilon = epsilon(layer);
        return layer.build(() -> new GroupNorm(groups, epsilon));
    }

    private static Layer normalise(Section layer) {
        List<Double> mean = layer.get(MEAN);
        List<Double> deviation = layer.get(DEVIATION);
        return layer.build(() -> new Normalise(mean, deviation));
    }

    private static Layer layerNorm(Section layer) {
        double epsilon = epsilon(layer);
        return layer.build(() -> new LayerNorm(epsilon));
    }

    private static double epsilon(Section layer) {
        return layer.number("epsilon", 1e-5, "added to the variance");
    }

    private static Layer leaky(Section layer) {
        double slope = layer.get(SLOPE);
        return layer.build(() -> new Curved(Curve.Form.LEAKY_RELU, slope));
    }

    private static Layer embedding(Section layer) {
        int units = layer.get(VECTOR);
        Initializer own = own(
                layer,
                new Initializer.Normal(1 / Math.sqrt(Math.max(1, units))),
                "normal with deviation 1 / sqrt(units)");
        return layer.build(() -> new Embedding(units, own));
    }

    private static Layer recurrent(Section layer, Cell cell) {
        int units = layer.get(CELLS);
        Initializer own = own(layer, new Initializer.GlorotUniform(), "Glorot's, whatever network.initializer is");
        return layer.build(() -> new Recurrent(cell, units, own));
    }

    private static Layer positions(Section layer) {
        Positions.Form form = layer.get(FORM);
        return layer.build(() -> new Positions(form));
    }

    private static Layer attention(Section layer, Initializer initial) {
        int heads = layer.get(HEADS);
        boolean causal = causal(layer);
        boolean rotary = rotary(layer);
        Initializer own = own(layer, initial);
        return layer.build(() -> new Attention(heads, causal, rotary, own));
    }

    private static Layer transformer(Section layer, Initializer initial) {
        int heads = layer.get(HEADS);
        int width = layer.get(Key.required("width", Type.INTEGER, "features of each step, in and out"));
        int hidden = layer.get(
                Key.<Integer>optional("hidden", Type.INTEGER, "units between the two dense layers", "4 times the width")
                        .or(4 * width));
        boolean causal = causal(layer);
        boolean rotary = rotary(layer);
        double dropout = layer.number("drop-rate", 0.0, "the share of what is dropped of both parts");
        Initializer own = own(layer, initial);
        return layer.build(() -> new Transformer(heads, width, hidden, causal, rotary, dropout, own));
    }

    private static boolean causal(Section layer) {
        return layer.flag("causal", true, "whether a step sees itself and those before it only");
    }

    private static boolean rotary(Section layer) {
        return layer.flag("rotary", false, "whether queries and keys are turned by their places");
    }

    private static Layer dropout(Section layer) {
        double rate = layer.get(RATE);
        return layer.build(() -> new Dropout(rate));
    }
}
