package org.sparksg.credit;

import java.util.List;
import org.sparksg.credit.Credit.Learned;
import org.sparksg.nn.Chain;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Network;
import org.sparksg.nn.Pass;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Predicts the activation at a boundary from the input of the whole network, so that the stage above need not wait for the
 * one below: synthetic inputs (Jaderberg et al. 2017, section on complete unlock). Learns from the activations that come later,
 * by the squared L2 distance. Its layers are those of a synthesizer without context. Belongs to the thread of its stage.
 */
public final class InputSynthesizer {
    private final Kernels kernels;
    private final Network network;
    private final Variables variables;
    private final Gradient gradient;
    private final Updater updater;
    private final Pass pass;
    private final Tensor error;

    /**
     * Allocates a model.
     *
     * @param input shape of one example's input of the network
     * @param activation shape of one example at the boundary
     * @param rows the most examples of a call
     */
    public InputSynthesizer(
            SynthesizerSettings settings, Shape input, Shape activation, int rows, long seed, Kernels kernels) {
        this.kernels = kernels;
        this.network = new Network(input, settings.layers(activation.size()), new SquaredError());
        Chain chain =
                new Chain(network, 0, network.size(), rows, settings.optimizer().proximal(), kernels);
        this.variables = chain.newVariables(seed);
        this.gradient = chain.newGradient();
        this.updater = new Updater(settings.optimizer(), variables, kernels);
        this.pass = chain.newPass();
        this.error = kernels.zeros(Shape.of(rows, activation.size()));
    }

    /** Writes the activation that it expects, {@code [n, ...]}, for an input, {@code [n, ...]}. */
    public void predict(Tensor input, Tensor to) {
        kernels.copy(pass.train(variables, input, 0), to);
    }

    /**
     * Makes one step of regression towards the real activation.
     *
     * @return the loss before the step, as a mean over examples
     */
    public double learn(Tensor input, Tensor real) {
        int rows = input.rows();
        Tensor predicted = pass.train(variables, input, 0);
        double loss = network.loss().evaluate(kernels, predicted, real, error.rows(rows));
        gradient.begin();
        pass.backwardToParameters(variables, gradient, error.rows(rows));
        updater.step(kernels, variables, gradient, 1.0 / rows);
        return loss / rows;
    }

    /** Returns what a checkpoint must hold. */
    public Learned learned() {
        return new Learned(List.of(variables.parameters(), variables.statistics()), updater);
    }
}
