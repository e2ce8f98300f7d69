package org.sparksg.credit;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Chain;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Pass;
import org.sparksg.nn.Relu;
import org.sparksg.nn.Require;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Predicts the gradient that would come back over a boundary, from the activation there and, with {@link Context#LABEL},
 * the target.
 *
 * <p>Shapes: activation {@code [n, width]}, target {@code [n, classes]}, gradients {@code [n, width]}; an activation of
 * higher rank counts as rows. Gradients, synthetic and true, are those of each example's own loss, not divided by {@code
 * n}. The loss of the synthesizer is the mean over examples of the squared L2 distance between the two.
 *
 * <p>Source: Jaderberg et al. 2017, "Decoupled Neural Interfaces using Synthetic Gradients", section 2.1 and the
 * supplement on feed-forward networks: hidden layers (linear, batch normalisation, ReLU), then a linear one that starts
 * with zero weights and zero biases, so that the first synthetic gradient is 0. Batch normalisation always works with the
 * statistics of its batch, because a synthesizer serves in training only. No error of the synthesizer reaches the
 * network.
 *
 * <p>Belongs to the thread of its stage.
 */
public final class Synthesizer implements Credit {
    private final SynthesizerSettings settings;
    private final Kernels kernels;
    private final Chain chain;
    private final Variables variables;
    private final Gradient gradient;
    private final Updater updater;
    private final Pass pass;
    private final Tensor input; // activation and context side by side; null without context
    private final Tensor error;

    /**
     * Allocates a synthesizer.
     *
     * @param activation shape of one example at the boundary
     * @param target shape of one example's target; used with {@link Context#LABEL} only, where it must not be null
     * @param maxBatch the most rows that a batch may have
     * @param seed of the hidden layers' weights; the caller gives each boundary its own
     */
    public Synthesizer(
            SynthesizerSettings settings, Shape activation, Shape target, int maxBatch, long seed, Kernels kernels) {
        this.settings = settings;
        this.kernels = kernels;
        Require.that(!conditioned() || target != null, "target", target, "a shape, because context = LABEL");
        Shape seen = Shape.of(activation.size() + (conditioned() ? target.size() : 0));
        Network network = new Network(seen, layers(settings, activation.size()), new SquaredError());
        this.chain = new Chain(network, 0, network.size(), maxBatch, kernels);
        this.variables = chain.newVariables(seed);
        this.gradient = chain.newGradient();
        this.updater = new Updater(settings.optimizer(), variables, kernels);
        this.pass = chain.newPass();
        this.input = conditioned() ? kernels.zeros(seen.batch(maxBatch)) : null;
        this.error = kernels.zeros(Shape.of(maxBatch, activation.size()));
    }

    private static List<Layer> layers(SynthesizerSettings settings, int width) {
        List<Layer> layers = new ArrayList<>();
        for (int units : settings.hidden()) {
            layers.add(
                    new Dense(units, new Initializer.HeNormal(), !settings.batchNorm())); // it has a shift of its own
            if (settings.batchNorm()) {
                layers.add(BatchNorm.of());
            }
            layers.add(new Relu());
        }
        layers.add(new Dense(width, Initializer.ZEROS, true));
        return layers;
    }

    private boolean conditioned() {
        return settings.context() == Context.LABEL;
    }

    /**
     * Predicts the gradient by the activation.
     *
     * @param target ignored, and may be null, without context
     * @return {@code [n, width]}, valid until the next call of this object
     */
    @Override
    public Tensor assign(Tensor activation, Tensor target) {
        return pass.train(variables, input(activation, target), 0);
    }

    /**
     * Makes one step of regression towards the given gradient, the true one or a better guess.
     *
     * @param target ignored, and may be null, without context
     * @param trueGradient {@code [n, width]}, in the units of a boundary: not divided by {@code n}
     * @return the loss before the step: the mean over examples of the squared L2 distance
     */
    @Override
    public double learn(Tensor activation, Tensor target, Tensor trueGradient) {
        Tensor predicted = assign(activation, target);
        int rows = predicted.rows();
        double loss = chain.network().loss().evaluate(kernels, predicted, trueGradient, error.rows(rows));
        gradient.begin();
        pass.backwardToParameters(variables, gradient, error.rows(rows));
        updater.step(kernels, variables, gradient, 1.0 / rows);
        return loss / rows;
    }

    private Tensor input(Tensor activation, Tensor target) {
        if (!conditioned()) {
            return activation;
        }
        Tensor together = input.rows(activation.rows());
        kernels.concatenate(activation, target, together);
        return together;
    }

    /** Returns the settings. */
    public SynthesizerSettings settings() {
        return settings;
    }

    /** Returns the layers: for their cost in memory and time. */
    public Chain chain() {
        return chain;
    }

    /** Returns the weights: to be saved, or written over. */
    @Override
    public Variables variables() {
        return variables;
    }

    /** Returns the optimizer's state: to be saved, or written over. */
    @Override
    public Updater updater() {
        return updater;
    }
}
