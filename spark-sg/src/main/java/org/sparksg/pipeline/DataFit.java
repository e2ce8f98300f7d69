package org.sparksg.pipeline;

import java.util.List;
import org.sparksg.credit.Rule;
import org.sparksg.data.DataSummary;
import org.sparksg.data.Schema;
import org.sparksg.nn.Architecture;
import org.sparksg.nn.ClassWeights;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Network;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Shape;

/** Makes the network for data, and says which layer does not fit them. */
final class DataFit {
    private static final String LAYERS = "network.layers";

    private DataFit() {}

    /**
     * Returns the network.
     *
     * @throws BadSetting naming the key, what it has and what the data have
     */
    static Network network(Architecture architecture, Schema data) {
        Network network = architecture.on(data.features(), data.sequences().ids());
        checkLoss(architecture.loss(), data);
        checkSteps(network, data);
        checkLastLayer(network, data);
        try {
            network.checkTarget(data.target());
        } catch (IllegalArgumentException e) {
            throw new BadSetting(LAYERS, null, e.getMessage());
        }
        return network;
    }

    private static void checkLoss(Loss loss, Schema data) {
        if (loss.classification() && !data.classification()) {
            throw new BadSetting(
                    "network.loss",
                    loss.kind(),
                    "needs classes, but the label is a value to predict",
                    "use squared-error, or a label of another kind");
        }
        ClassWeights weights = loss.weights();
        int classes = data.target().size();
        if (!weights.values().isEmpty() && weights.values().size() != classes) {
            throw new BadSetting(
                    "network.class-weights",
                    weights,
                    weights.values().size() + " weights for " + classes + " classes",
                    "give one for each, in the order of the classes"
                            + (data.classNames().isEmpty() ? "" : ", " + data.classNames()) + ", or balanced");
        }
    }

    /** Checks that examples have no weights, to train on or to test on, if the loss knows none. */
    static void checkWeights(Loss loss, DataSummary data) {
        if (!loss.classification() && data.isWeighted()) {
            throw new BadSetting(
                    "network.loss",
                    loss.kind(),
                    "takes no weights of examples: they multiply the targets of softmax-cross-entropy",
                    "leave out data.train.weight and data.test.weight, or repeat the rows that count more");
        }
    }

    /** Checks that no layer reads steps that only fill windows up. */
    static void checkPadding(Network network, Learning learning, DataSummary data) {
        if (!data.isPadded()) {
            return;
        }
        checkPadding(LAYERS, network.layers());
        for (Rule rule : learning.rules()) {
            checkPadding("a layer beside the boundaries with " + rule.label() + ", layers", rule.layers());
            if (rule.comparesExamples()) {
                throw new BadSetting(
                        "learning.auxiliary.similarity",
                        null,
                        "compares all steps with each other, and some are none: they only fill windows up",
                        "set it to 0, or make all windows full");
            }
        }
    }

    private static void checkPadding(String where, List<Layer> layers) {
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            if (layer.readsPadding()) {
                throw new BadSetting(
                        where + "[" + i + "]",
                        layer.kind(),
                        "reads steps that are none: some sequences are shorter than their windows, whose ends are filled up"
                                + " with zeros, and in this layer other steps would see these",
                        "take causal attention, and layer-norm in the place of batch-norm or group-norm, or make all"
                                + " windows full");
            }
        }
    }

    private static void checkLastLayer(Network network, Schema data) {
        Shape target = data.target();
        int last = lastDense(network.layers());
        checkClasses(network, data, last);
        boolean flat = network.output().rank() == 1 && target.rank() == 1;
        if (last >= 0 && flat && !network.output().equals(target)) {
            String has = data.classification()
                    ? "the data have " + target.size() + " classes"
                    : "the data have targets of " + target.size() + " values";
            throw new BadSetting(
                    LAYERS + "[" + last + "].dense.units",
                    network.output().size(),
                    has + ", so the last dense layer must have " + target.size() + " units");
        }
    }

    /** Checks that there is an output for each step if each step has a class, and one for an example if that has. */
    private static void checkSteps(Network network, Schema data) {
        boolean each = data.sequences().classes() > 0;
        if (data.classification() && each && network.output().rank() != 2) {
            throw new BadSetting(
                    LAYERS,
                    null,
                    "the output is " + network.output() + ", but in the data each step has a class",
                    "leave last-step and flatten out");
        }
        if (data.classification() && !each && network.output().rank() == 2) {
            throw new BadSetting(
                    LAYERS,
                    null,
                    "the output is " + network.output() + ", of steps, but in the data an example has one class",
                    "put last-step or flatten in front of the last layer");
        }
    }

    /** Checks that each step of a sequence has an output for each class. */
    private static void checkClasses(Network network, Schema data, int last) {
        int classes = data.sequences().classes();
        if (last >= 0
                && classes > 0
                && network.classifiesSteps()
                && network.output().last() != classes) {
            throw new BadSetting(
                    LAYERS + "[" + last + "].dense.units",
                    network.output().last(),
                    "the data have " + classes + " classes for each step, so the last dense layer must have " + classes
                            + " units");
        }
    }

    private static int lastDense(List<Layer> layers) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (layers.get(i) instanceof Dense) {
                return i;
            }
        }
        return -1;
    }
}
