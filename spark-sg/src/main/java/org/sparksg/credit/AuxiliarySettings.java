package org.sparksg.credit;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Flatten;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.Require;

/**
 * The shape of an auxiliary head, a small network from an activation to the network's output, and how it learns.
 *
 * @param body what it has in front of its last layer, which is dense; empty for a linear head
 * @param similarity the share of similarity matching in the local loss, the rest is prediction: "predsim" of Nøkland and
 *     Eidnes 2019 has 0.99
 */
public record AuxiliarySettings(Body body, double similarity, OptimizerSettings optimizer) implements Serializable {
    /** Checks the share. */
    public AuxiliarySettings {
        Require.present("body", body);
        Require.that(similarity >= 0 && similarity <= 1, "similarity", similarity, "between 0 and 1");
        Require.present("optimizer", optimizer);
    }

    /** Creates settings of a head that predicts only. */
    public AuxiliarySettings(List<Integer> hidden, boolean batchNorm, OptimizerSettings optimizer) {
        this(hidden, batchNorm, 0, optimizer);
    }

    /** Creates settings of a head with dense layers. */
    public AuxiliarySettings(List<Integer> hidden, boolean batchNorm, double similarity, OptimizerSettings optimizer) {
        this(Body.of(hidden, batchNorm), similarity, optimizer);
    }

    /** Checks that the head can learn from batches of this size. */
    void checkBatch(int rows) {
        optimizer.proximal().checkBatch("auxiliary.optimizer", rows);
        Require.that(
                similarity == 0 || rows <= SimilarityMatching.MAX_BATCH,
                "auxiliary.similarity",
                similarity,
                "0 with batches of " + rows,
                "similarity matching holds numbers for each pair of examples, of " + SimilarityMatching.MAX_BATCH
                        + " at most: or make training.batch-size smaller");
    }

    /** Pairs of examples have no weight: their targets are compared by direction. */
    void checkWeights() {
        Require.that(
                similarity == 0,
                "learning.auxiliary.similarity",
                similarity,
                "0 where examples or classes have weights",
                "similarity matching compares the directions of targets: or leave out data.train.weight and"
                        + " network.class-weights");
    }

    /** Similarity matching is a part by itself, which can come and go. */
    Map<String, LocalNetwork> networks() {
        LocalNetwork head = LocalNetwork.of("auxiliary", body, optimizer);
        LocalNetwork matching =
                new LocalNetwork("auxiliary", Map.of("optimizer", head.facts().get("optimizer")));
        return similarity == 0 ? Map.of("", head) : Map.of("", head, "/similarity", matching);
    }

    /** Returns the head of a boundary, under the loss of the whole network. */
    Network head(Rule.Place place) {
        Require.that(
                similarity == 0 || place.classes() == 0,
                "learning.auxiliary.similarity",
                similarity,
                "0 for sequences of classes",
                "similarity matching compares the targets of whole examples");
        List<Layer> layers = body.list();
        if (place.classes() == 0 && place.activation().rank() == 2) {
            layers.add(new Flatten()); // one answer for all steps
        }
        layers.add(Dense.of(place.output().last()));
        return new Network(place.activation(), layers, place.network().loss());
    }

    /** Returns the floating-point operations of one step of the head, with the gradient by its input, per example. */
    double flops(Rule.Place place) {
        Network head = head(place);
        double width = place.activation().size();
        return 3.0 * head.flops(0, head.size()) + (similarity > 0 ? 6 * width * width : 0);
    }
}
