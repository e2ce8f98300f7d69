package org.sparksg.credit;

import java.util.List;
import java.util.Map;
import org.sparksg.nn.Chain;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Network;
import org.sparksg.nn.Pass;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Updater;
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
    private final Network network;
    private final Variables variables;
    private final Gradient gradient;
    private final Updater updater;
    private final Pass pass;
    private final Tensor outputGradient;
    private final double similarity;
    private final SimilarityMatching matching; // null without
    private final Tensor both;

    AuxiliaryHead(AuxiliarySettings settings, Rule.Place place, int rows, long seed, Kernels kernels) {
        this.kernels = kernels;
        this.network = settings.head(place);
        Chain chain =
                new Chain(network, 0, network.size(), rows, settings.optimizer().proximal(), kernels);
        this.variables = chain.newVariables(seed);
        this.gradient = chain.newGradient();
        this.updater = new Updater(settings.optimizer(), variables, kernels);
        this.pass = chain.newPass();
        this.outputGradient = kernels.zeros(network.output().batch(rows));
        this.similarity = settings.similarity();
        this.matching =
                similarity > 0 ? new SimilarityMatching(settings, place, rows, Hash.mix(seed, 1), kernels) : null;
        this.both = kernels.zeros(place.activation().batch(rows));
    }

    @Override
    public Tensor assign(Tensor activation, Tensor target) {
        int rows = activation.rows();
        Tensor output = pass.train(variables, activation, 0);
        network.loss().evaluate(kernels, output, target, outputGradient.rows(rows));
        gradient.begin();
        Tensor result = pass.backward(variables, gradient, outputGradient.rows(rows));
        updater.step(kernels, variables, gradient, Math.max(1 - similarity, NEGLIGIBLE) / rows);
        if (matching == null) {
            return result;
        }
        Tensor similar = matching.step(activation, target, similarity);
        kernels.combine(1 - similarity, result, similarity, similar, both.rows(rows));
        return both.rows(rows);
    }

    @Override
    public Map<String, Learned> learned() {
        Learned head = new Learned(List.of(variables.parameters(), variables.statistics()), updater);
        return matching == null ? Map.of("", head) : Map.of("", head, "/similarity", matching.learned());
    }
}
