package org.sparksg.optim;

import java.io.Serializable;
import java.util.List;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/** A rule that moves parameters against a gradient, as a value; its memory is in an {@link Updater}. */
public sealed interface Optimizer extends Serializable permits Sgd, Adam, Nadam {

    /** Returns the names of the vectors that the rule remembers, each as long as the parameters, such as {@code adam.first}. */
    List<String> state();

    /**
     * Moves the parameters one step.
     *
     * @param state the vectors that {@link #state} names, zeros before the first step
     */
    void apply(Kernels kernels, Tensor parameters, Tensor gradient, List<Tensor> state, Step step);

    /** Returns whether it can {@link #predict}. */
    boolean predicts();

    /**
     * Writes where momentum alone will carry the parameters in some steps: weight prediction (Chen et al. 2018, "SpecTrain").
     *
     * @param state as for {@link #apply}
     * @param next the numbers of the first of these steps; its gradient scale means nothing
     * @param steps how many
     * @param to receives them
     */
    void predict(Kernels kernels, Tensor parameters, List<Tensor> state, Step next, int steps, Tensor to);

    /**
     * The numbers of one step.
     *
     * @param number counts from 1
     * @param gradientScale factor on the gradient
     * @param decay weight decay
     * @param decoupledDecay whether the decay acts on the parameters directly instead of through the gradient
     */
    record Step(long number, double rate, double gradientScale, double decay, boolean decoupledDecay) {
        /** Returns the share of the parameters that decoupled decay leaves after some such steps. */
        double keep(int steps) {
            return decoupledDecay ? Math.pow(1 - rate * decay, steps) : 1;
        }
    }
}
