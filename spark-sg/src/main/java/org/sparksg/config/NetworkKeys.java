package org.sparksg.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.List;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Loss;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.SquaredError;

/** The section {@code network}. */
final class NetworkKeys {
    static final Key<ConfigValue> LAYERS = Key.required(
            "layers",
            new Type<>("a list of layers", null, value -> value, value -> value),
            "such as [ {dense = 256}, batch-norm, relu, {dense = 10} ]");
    static final Key<Initializer> INITIALIZER =
            Key.of("initializer", InitializerType.TYPE, new Initializer.HeNormal(), "of layers without their own");
    static final Key<String> LOSS = Key.of(
            "loss", Type.oneOf("softmax-cross-entropy", "squared-error"), "softmax-cross-entropy", "what is minimised");

    /** Layers and loss; the input is known when the data are. */
    record Body(List<Layer> layers, Loss loss) {}

    private NetworkKeys() {}

    static Body read(Section network) {
        Initializer initializer = network.get(INITIALIZER);
        List<Layer> layers = layers(network, initializer);
        Loss loss = network.get(LOSS).equals("squared-error") ? new SquaredError() : new SoftmaxCrossEntropy();
        return network.build(() -> new Body(layers, loss));
    }

    private static List<Layer> layers(Section network, Initializer initializer) {
        ConfigValue given = network.get(LAYERS);
        if (given == null) {
            return List.of();
        }
        if (!(given instanceof ConfigList list) || list.isEmpty()) {
            network.problem(LAYERS.name(), "must be a list of one or more layers, " + LAYERS.sentence());
            return List.of();
        }
        LayerKeys reader = new LayerKeys(network.reading(), initializer);
        List<Layer> layers = reader.read(network.path(LAYERS.name()), list);
        network.note(LAYERS.name(), reader.effective(), "");
        return layers;
    }
}
