package org.sparksg.credit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparksg.nn.Chain;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Slot;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Learner;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Predicts the gradient that would come back over a boundary, from the activation there and, with {@link Context#LABEL},
 * the target.
 *
 * <p>Shapes: activation {@code [n, width]}, target {@code [n, classes]}, gradients {@code [n, width]}; an activation of
 * higher rank counts as rows, but each step of a sequence counts by itself. Gradients, synthetic and true, are those of each
 * example's own loss, not divided by {@code n}. The loss of the synthesizer is the mean over examples of the squared L2
 * distance between the two.
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
    /** The error of a synthesizer that has learned nothing yet. */
    private static final Slot ERROR =
            new Slot("relative-error", Shape.of(1), new Initializer.Constant(Double.MAX_VALUE));

    private final SyntheticGradients rule;
    private final Kernels kernels;
    private final Learner model;
    private final Tensor input; // activation and context side by side; null without context
    private final Tensor error;
    private final Tensor scaled; // the prediction as a stage uses it; null where that is the prediction itself
    private final Tensor used; // what becomes of the prediction and the gradient from above
    private final Tensor contextGradient; // that nobody uses
    private final ParameterVector relativeError; // null without gate
    private final Tensor squares; // of the true gradient

    /** Allocates a synthesizer whose targets are no classes of steps: as below. */
    public Synthesizer(
            SyntheticGradients rule, Shape activation, Shape target, int maxBatch, long seed, Kernels kernels) {
        this(rule, activation, target, 0, maxBatch, seed, kernels);
    }

    /**
     * Allocates a synthesizer.
     *
     * @param activation shape of one example at the boundary
     * @param target shape of one example's target; used with {@link Context#LABEL} only, where it must not be null
     * @param classes how many there are, if a target has one for each step of a sequence; else 0
     * @param maxBatch the most rows that a batch may have
     * @param seed of the hidden layers' weights; the caller gives each boundary its own
     */
    public Synthesizer(
            SyntheticGradients rule,
            Shape activation,
            Shape target,
            int classes,
            int maxBatch,
            long seed,
            Kernels kernels) {
        this.rule = rule;
        this.kernels = kernels;
        Require.that(
                !conditioned() || target != null,
                "target",
                target,
                "a shape, because context = " + rule.synthesizer().context());
        int width = activation.size();
        Network network = rule.synthesizer().network(activation, target, classes);
        this.model = new Learner(network, rule.synthesizer().optimizer(), maxBatch, seed, kernels);
        this.input = conditioned() ? kernels.zeros(network.input().batch(maxBatch)) : null;
        this.error = kernels.zeros(Shape.of(maxBatch, width));
        this.scaled = rule.scale() == 1 ? null : kernels.zeros(error.shape());
        this.used = kernels.zeros(error.shape());
        this.contextGradient = conditioned() && rule.alpha() > 0 ? kernels.zeros(target.batch(maxBatch)) : null;
        this.squares = kernels.sum();
        this.relativeError = rule.gate() > 0 ? new ParameterVector(List.of(ERROR), kernels) : null;
        if (relativeError != null) {
            relativeError.initialise(seed);
        }
    }

    private boolean conditioned() {
        return rule.synthesizer().context() != Context.NONE;
    }

    /**
     * Predicts the gradient by the activation, and scales it.
     *
     * @param target ignored, and may be null, without context
     */
    @Override
    public Tensor assign(Tensor activation, Tensor target) {
        Tensor prediction = predict(activation, target);
        if (rule.scale() == 1) {
            return prediction;
        }
        Tensor result = scaled.rows(prediction.rows());
        kernels.scale(rule.scale(), prediction, result);
        return result;
    }

    private Tensor predict(Tensor activation, Tensor target) {
        Tensor seen = activation;
        if (conditioned()) {
            seen = input.rows(activation.rows());
            kernels.concatenate(activation, target, seen);
        }
        return model.forward(seen);
    }

    /** Mixes the two gradients, or returns what SG+prop adds to the own one. */
    @Override
    public Tensor mix(Tensor activation, Tensor target, Tensor own, Tensor reply) {
        Tensor result = used.rows(reply.rows());
        if (rule.alpha() > 0) {
            propagate(activation, target, reply, result);
        } else {
            kernels.combine(rule.lambda(), reply, 1 - rule.lambda(), own, result);
        }
        return result;
    }

    /** {@code result = alpha · ∂L_SG/∂h}. */
    private void propagate(Tensor activation, Tensor target, Tensor trueGradient, Tensor result) {
        int rows = trueGradient.rows();
        regress(predict(activation, target), trueGradient);
        Tensor inputGradient = model.backwardToInput(error.rows(rows));
        if (conditioned()) {
            kernels.split(inputGradient, result, contextGradient.rows(rows));
            kernels.scale(rule.alpha(), result, result);
        } else {
            kernels.scale(rule.alpha(), inputGradient, result);
        }
    }

    /**
     * Makes one step of regression towards the given gradient, the true one or a better guess.
     *
     * @param target ignored, and may be null, without context
     * @param trueGradient {@code [n, width]}, in the units of a boundary: not divided by {@code n}
     */
    @Override
    public void learn(Tensor activation, Tensor target, Tensor trueGradient) {
        int rows = trueGradient.rows();
        regress(predict(activation, target), trueGradient);
        model.backwardToParameters(error.rows(rows));
        model.step(1.0 / rows);
    }

    /** Returns the mean over examples of the squared L2 distance to the last gradient, before a step towards it. */
    @Override
    public double loss() {
        return model.meanLoss();
    }

    /** Computes the gradient of the loss by the prediction, and notes how large the error was. */
    private void regress(Tensor predicted, Tensor trueGradient) {
        model.loss(predicted, trueGradient, error.rows(trueGradient.rows()));
        if (relativeError != null) {
            kernels.dot(trueGradient, trueGradient, squares, false);
            double loss = model.lossSum();
            relativeError.flat().set(0, loss == 0 ? 0 : Math.sqrt(loss / squares.get(0)));
            relativeError.flat().touch();
        }
    }

    /** Returns whether the error that the synthesizer last saw is small enough for the gate; before it saw any, it is not. */
    @Override
    public boolean isTrusted() {
        return relativeError == null || relativeError.flat().get(0) <= rule.gate();
    }

    /** Returns the layers: for their cost in memory and time. */
    public Chain chain() {
        return model.chain();
    }

    /** Returns the weights. */
    public Variables variables() {
        return model.variables();
    }

    @Override
    public Map<String, Learned> learned() {
        Learned own = Learned.of(model);
        if (relativeError == null) {
            return Map.of("", own);
        }
        List<ParameterVector> vectors = new ArrayList<>(own.vectors());
        vectors.add(relativeError);
        return Map.of("", new Learned(vectors, own.updater()));
    }
}
