package org.sparksg.credit;

import java.util.Map;
import org.sparksg.nn.Network;
import org.sparksg.optim.Learner;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * A small network from the activation of a boundary to the network's output, with a loss of its own: a local loss. Every batch
 * makes one step of the head, and gives the gradient of its loss by the activation, with the weights before that step.
 */
final class AuxiliaryHead implements Credit {
    private static final double NEGLIGIBLE = 1e-12; // a head without a share learns nothing

    private final Kernels kernels;
    private final Learner model;
    private final Tensor outputGradient;
    private final double similarity;
    private final SimilarityMatching matching; // null without
    private final Tensor both;

    AuxiliaryHead(AuxiliarySettings settings, Rule.Place place, int rows, long seed, Kernels kernels) {
        this.kernels = kernels;
        Network network = settings.head(place);
        this.model = new Learner(network, settings.optimizer(), rows, seed, kernels);
        this.outputGradient = kernels.zeros(network.output().batch(rows));
        this.similarity = settings.similarity();
        this.matching =
                similarity > 0 ? new SimilarityMatching(settings, place, rows, Hash.mix(seed, 1), kernels) : null;
        this.both = kernels.zeros(place.activation().batch(rows));
    }

    @Override
    public Tensor assign(Tensor activation, Tensor target) {
        int rows = activation.rows();
        model.loss(model.forward(activation), target, outputGradient.rows(rows));
        Tensor result = model.backward(outputGradient.rows(rows));
        model.step(Math.max(1 - similarity, NEGLIGIBLE) / rows);
        if (matching == null) {
            return result;
        }
        Tensor similar = matching.step(activation, target, similarity);
        kernels.combine(1 - similarity, result, similarity, similar, both.rows(rows));
        return both.rows(rows);
    }

    @Override
    public Map<String, Learned> learned() {
        Learned head = Learned.of(model);
        return matching == null ? Map.of("", head) : Map.of("", head, "/similarity", matching.learned());
    }
}
