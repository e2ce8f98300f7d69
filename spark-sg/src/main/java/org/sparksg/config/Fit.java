package org.sparksg.config;

import com.typesafe.config.ConfigValue;
import java.util.List;
import org.sparksg.data.Summary;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Network;
import org.sparksg.pipeline.Costs;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.Partition;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.tensor.Shape;

/** Completes settings with what the data decide, and says in the file's words what does not fit. */
final class Fit {
    private static final String LAYERS = "network.layers";

    private final Reading reading;
    private final Summary summary;

    Fit(Reading reading, Summary summary) {
        this.reading = reading;
        this.summary = summary;
    }

    /** Returns the network, after checks that it fits the data, and the other settings fit it. */
    Network network(NetworkKeys.Body body, RunSettings settings) {
        Network network = network(body);
        checkLoss(body.loss());
        checkTarget(network);
        checkStages(network, settings);
        return network;
    }

    private Network network(NetworkKeys.Body body) {
        try {
            return new Network(summary.features(), body.layers(), body.loss());
        } catch (IllegalArgumentException e) {
            throw failure(LAYERS, LAYERS + ": " + e.getMessage());
        }
    }

    private void checkLoss(Loss loss) {
        if (loss.classification() && !summary.classification()) {
            throw failure(
                    "network.loss",
                    "network.loss = " + loss.kind() + ": needs classes, but the label is a value to predict: use"
                            + " squared-error, or a label of another kind");
        }
    }

    private void checkTarget(Network network) {
        Shape target = summary.target();
        int last = lastDense(network.layers());
        if (last >= 0
                && network.output().rank() == 1
                && target.rank() == 1
                && !network.output().equals(target)) {
            String key = LAYERS + "[" + last + "].dense.units";
            String has = summary.classification()
                    ? "the data have " + target.size() + " classes"
                    : "the data have targets of " + target.size() + " values";
            throw failure(
                    key,
                    key + " = " + network.output().size() + ": " + has + ", so the last dense layer must have "
                            + target.size() + " units");
        }
        try {
            network.checkTarget(target);
        } catch (IllegalArgumentException e) {
            throw failure(LAYERS, LAYERS + ": " + e.getMessage());
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

    private void checkStages(Network network, RunSettings settings) {
        if (settings.cut() instanceof Cut.Auto auto && auto.stages() == 0) {
            return;
        }
        int stages;
        try {
            Costs costs = Costs.flops(network, settings.learning());
            stages = Partition.of(network, settings.cut(), costs).size();
        } catch (IllegalArgumentException e) {
            throw failure("stages", e.getMessage());
        }
        int precisions = settings.compute().precision().size();
        if (precisions > 1 && precisions != stages) {
            throw failure(
                    "compute.precision",
                    "compute.precision: " + precisions + " entries for " + stages
                            + " stages: give one entry for all, or one per stage");
        }
    }

    private ConfigException failure(String key, String message) {
        ConfigValue place = reading.given(key).or(() -> reading.given(LAYERS)).orElse(null);
        return new ConfigException(reading.where(place) + message);
    }
}
