package org.sparksg.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Variables;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * Updates the parameters of one chain: the settings, how many steps were made, and what the optimizer remembers. Belongs
 * to the thread of its stage.
 */
public final class Updater {
    private final OptimizerSettings settings;
    private final Map<String, ParameterVector> state;
    private final List<Tensor> flatState;
    private final Tensor sum; // for the clipping
    private long steps;

    /** Allocates the state for parameters of this layout. */
    public Updater(OptimizerSettings settings, Variables variables, Kernels kernels) {
        this.settings = settings;
        Map<String, ParameterVector> vectors = new LinkedHashMap<>();
        List<Tensor> flats = new ArrayList<>();
        for (String name : settings.optimizer().state()) {
            ParameterVector vector = variables.parameters().similar(kernels);
            vectors.put(name, vector);
            flats.add(vector.flat());
        }
        this.state = Collections.unmodifiableMap(vectors);
        this.flatState = List.copyOf(flats);
        this.sum = kernels.sum();
    }

    /**
     * Makes one step: limits the gradient, moves the parameters, and starts a new mini-batch in the gradient, whose
     * numbers mean nothing afterwards.
     *
     * @param scale factor on the gradient, a sum over examples: 1 / examples for the mean
     */
    public void step(Kernels kernels, Variables variables, Gradient gradient, double scale) {
        Require.positive("scale", scale);
        double limited = settings.clipping().limit(kernels, gradient.flat(), scale, sum);
        double rate = rate();
        steps++;
        settings.optimizer()
                .apply(
                        kernels,
                        variables.parameters().flat(),
                        gradient.flat(),
                        flatState,
                        new Optimizer.Step(
                                steps, rate, limited, settings.weightDecay(), settings.decoupledWeightDecay()));
        gradient.begin();
    }

    /**
     * Writes where momentum alone will carry the parameters in so many more steps; before the first step, where they are.
     */
    public void predict(Kernels kernels, Variables variables, int more, Tensor to) {
        if (steps == 0) {
            kernels.copy(variables.parameters().flat(), to);
            return;
        }
        var next = new Optimizer.Step(steps + 1, rate(), 1, settings.weightDecay(), settings.decoupledWeightDecay());
        settings.optimizer().predict(kernels, variables.parameters().flat(), flatState, next, more, to);
    }

    /** Returns the number of steps made. */
    public long steps() {
        return steps;
    }

    /** Returns the learning rate of the next step. */
    public double rate() {
        return settings.learningRate().at(steps);
    }

    /** Returns what the optimizer remembers: by name, in the layout of the parameters. To be saved, or written over. */
    public Map<String, ParameterVector> state() {
        return state;
    }

    /** Continues after so many steps; the caller has restored {@link #state} before. */
    public void restore(long steps) {
        Require.that(steps >= 0, "steps", steps, ">= 0");
        this.steps = steps;
    }
}
