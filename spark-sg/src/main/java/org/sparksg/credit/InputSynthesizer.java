package org.sparksg.credit;

import org.sparksg.credit.Credit.Learned;
import org.sparksg.nn.Network;
import org.sparksg.nn.SquaredError;
import org.sparksg.optim.Learner;
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
    private final Learner model;
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
        Network network = new Network(input, settings.layers(activation.size()), new SquaredError());
        this.model = new Learner(network, settings.optimizer(), rows, seed, kernels);
        this.error = kernels.zeros(Shape.of(rows, activation.size()));
    }

    /** Writes the activation that it expects, {@code [n, ...]}, for an input, {@code [n, ...]}. */
    public void predict(Tensor input, Tensor to) {
        kernels.copy(model.forward(input), to);
    }

    /** Makes one step of regression towards the real activation. */
    public void learn(Tensor input, Tensor real) {
        model.train(input, real, error.rows(input.rows()));
    }

    /** Returns what a checkpoint must hold. */
    public Learned learned() {
        return Learned.of(model);
    }
}
