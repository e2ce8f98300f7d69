package org.sparksg.optim;

import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Differentiation;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Network;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * Layers with all that it takes to train them, one batch after the other: variables, their gradient, an optimizer and the buffers
 * of the batch at hand. For small networks beside a stage, for probes and for measurements; a stage itself has several batches in
 * flight. What chance decides is another draw after each step. Belongs to one thread.
 */
public final class Learner {
    private final Kernels kernels;
    private final Chain chain;
    private final Variables variables;
    private final Gradient gradient;
    private final Updater updater;
    private final ChainPass pass;
    private final Tensor loss;
    private int rows; // that the loss is of

    /**
     * Allocates all for a whole network.
     *
     * @param rows the most examples of a call
     * @param seed of the weights
     */
    public Learner(Network network, OptimizerSettings optimizer, int rows, long seed, Kernels kernels) {
        this(network, Differentiation.FULL, optimizer, rows, seed, kernels);
    }

    /** Allocates all for a whole network that goes back in these ways. */
    public Learner(
            Network network,
            Differentiation differentiation,
            OptimizerSettings optimizer,
            int rows,
            long seed,
            Kernels kernels) {
        this(
                new Chain(network, 0, network.size(), rows, differentiation.with(optimizer.proximal()), kernels),
                optimizer,
                seed,
                kernels);
    }

    /** Allocates all for these layers, which learn with the implicit step that the chain has. */
    public Learner(Chain chain, OptimizerSettings optimizer, long seed, Kernels kernels) {
        this.kernels = kernels;
        this.chain = chain;
        this.variables = chain.newVariables(seed);
        this.gradient = chain.newGradient();
        this.updater = new Updater(optimizer, variables, kernels);
        this.pass = chain.newPass(variables, gradient);
        this.loss = kernels.sum();
    }

    /** Returns the output for the examples {@code x} as in training, valid until the next call. */
    public Tensor forward(Tensor x) {
        return pass.train(x, updater.steps());
    }

    /** Returns the output for the examples {@code x} as in use, valid until the next call. */
    public Tensor infer(Tensor x) {
        return pass.infer(x);
    }

    /** Computes the losses of the last output, and writes their gradient by it. */
    public void loss(Tensor output, Tensor target, Tensor dy) {
        chain.network().loss().evaluate(kernels, output, target, dy, loss, false);
        rows = output.rows();
    }

    /** Returns the sum of the losses that were computed last, over its examples. */
    public double lossSum() {
        return loss.get(0);
    }

    /** Returns the mean of the losses that were computed last; NaN before. */
    public double meanLoss() {
        return loss.get(0) / rows;
    }

    /** Goes back from the gradient by the last output, and returns that by its input. */
    public Tensor backward(Tensor dy) {
        gradient.begin();
        return pass.backward(dy);
    }

    /** Goes back for the gradient by the input only, and returns it. */
    public Tensor backwardToInput(Tensor dy) {
        gradient.begin();
        return pass.backwardToInput(dy);
    }

    /** Goes back as far as the parameters need. */
    public void backwardToParameters(Tensor dy) {
        gradient.begin();
        pass.backwardToParameters(dy);
    }

    /** Makes a step of the optimizer along the last gradient, times {@code scale}. */
    public void step(double scale) {
        updater.step(kernels, variables, gradient, scale);
    }

    /**
     * Makes a whole training step along the mean gradient of the batch.
     *
     * @param dy memory for the gradient by the output, of as many rows as {@code x}
     */
    public void train(Tensor x, Tensor target, Tensor dy) {
        loss(forward(x), target, dy);
        backwardToParameters(dy);
        step(1.0 / x.rows());
    }

    /** Returns the layers. */
    public Chain chain() {
        return chain;
    }

    /** Returns what the layers compute with. */
    public Variables variables() {
        return variables;
    }

    /** Returns what makes the steps. */
    public Updater updater() {
        return updater;
    }
}
