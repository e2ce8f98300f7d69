package org.sparksg.config;

import com.typesafe.config.ConfigValue;
import java.util.List;
import org.sparksg.nn.Architecture;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.ClassWeights;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Identity;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Relu;
import org.sparksg.nn.Sigmoid;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Tanh;

/** The section {@code network}. */
final class NetworkKeys {
    private static final Key<ConfigValue> LAYERS = Key.required(
            "layers",
            new Type<>("a list of layers", null, value -> value, value -> value),
            "such as [ {dense = 256}, batch-norm, relu, {dense = 10} ]");
    private static final Key<Initializer> INITIALIZER =
            Key.of("initializer", InitializerType.TYPE, new Initializer.HeNormal(), "of layers without their own");
    private static final Key<Integer> UNITS = Key.required("units", Type.INTEGER, "the number of outputs");
    private static final Key<Double> RATE = Key.required("rate", Type.NUMBER, "the share of elements that is dropped");
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

    /** The kinds of layers. {@code initial}: the initializer of those that name none. */
    private static Kinds<Layer> layers(Initializer initial) {
        return new Kinds<Layer>("layer")
                .with("dense", UNITS, dense -> dense(dense, initial))
                .with("batch-norm", NetworkKeys::batchNorm)
                .with("relu", layer -> layer.build(Relu::new))
                .with("tanh", layer -> layer.build(Tanh::new))
                .with("sigmoid", layer -> layer.build(Sigmoid::new))
                .with("identity", layer -> layer.build(Identity::new))
                .with("dropout", RATE, NetworkKeys::dropout);
    }

    private static Layer dense(Section layer, Initializer initial) {
        int units = layer.get(UNITS);
        Initializer own = layer.get(Key.<Initializer>optional(
                        "initializer", InitializerType.TYPE, "of the weights", "that of network.initializer")
                .or(initial));
        boolean bias = layer.flag("bias", true, "whether each output has a bias");
        return layer.build(() -> new Dense(units, own, bias));
    }

    private static Layer batchNorm(Section layer) {
        double momentum = layer.number("momentum", 0.1, "the share of the newest batch in the running statistics");
        double epsilon = layer.number("epsilon", 1e-5, "added to the variance");
        return layer.build(() -> new BatchNorm(momentum, epsilon));
    }

    private static Layer dropout(Section layer) {
        double rate = layer.get(RATE);
        return layer.build(() -> new Dropout(rate));
    }
}
