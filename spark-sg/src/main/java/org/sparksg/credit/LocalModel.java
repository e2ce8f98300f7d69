package org.sparksg.credit;

import java.util.List;
import org.sparksg.credit.Credit.Learned;
import org.sparksg.nn.Chain;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Network;
import org.sparksg.nn.Pass;
import org.sparksg.nn.Variables;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * A small network beside a boundary, with all that its training needs. Its batch normalisation always works with the statistics
 * of the batch, because it serves in training only. Belongs to the thread of its stage.
 */
final class LocalModel {
    private final Kernels kernels;
    private final Chain chain;
    private final Variables variables;
    private final Gradient gradient;
    private final Updater updater;
    private final Pass pass;

    /**
     * Allocates a model.
     *
     * @param rows the most examples of a call
     * @param seed of the weights
     */
    LocalModel(Network network, OptimizerSettings optimizer, int rows, long seed, Kernels kernels) {
        this.kernels = kernels;
        this.chain = new Chain(network, 0, network.size(), rows, optimizer.proximal(), kernels);
        this.variables = chain.newVariables(seed);
        this.gradient = chain.newGradient();
        this.updater = new Updater(optimizer, variables, kernels);
        this.pass = chain.newPass();
    }

    /** Returns the output for the examples {@code x}, valid until the next call. */
    Tensor forward(Tensor x) {
        return pass.train(variables, x, 0);
    }

    /** Returns the sum of the losses of the last output, and writes their gradient by it. */
    double loss(Tensor output, Tensor target, Tensor dy) {
        return chain.network().loss().evaluate(kernels, output, target, dy);
    }

    /** Goes back from the gradient by the last output, and returns that by its input. */
    Tensor backward(Tensor dy) {
        gradient.begin();
        return pass.backward(variables, gradient, dy);
    }

    /** Goes back as far as the parameters need. */
    void backwardToParameters(Tensor dy) {
        gradient.begin();
        pass.backwardToParameters(variables, gradient, dy);
    }

    /** Goes back for the gradient by the input only, and returns it. */
    Tensor backwardToInput(Tensor dy) {
        gradient.begin();
        return pass.backwardToInput(variables, gradient, dy);
    }

    /** Makes a step of the optimizer along the last gradient, times {@code scale}. */
    void step(double scale) {
        updater.step(kernels, variables, gradient, scale);
    }

    Chain chain() {
        return chain;
    }

    Variables variables() {
        return variables;
    }

    /** Returns what a checkpoint must hold. */
    Learned learned() {
        return new Learned(List.of(variables.parameters(), variables.statistics()), updater);
    }
}
