package org.sparksg.credit;

import java.io.Serializable;
import java.util.Map;
import org.sparksg.tensor.Kernels;

/**
 * How a stage gets the gradient of what its layers carry from one window of a sequence to the next: the boundary of a stage with itself,
 * one window later. Without such a rule backpropagation through time ends with a window.
 */
public sealed interface TimeRule extends Serializable permits FutureGradients, EligibilityTraces {
    /** Returns what the conf file calls it. */
    String label();

    /**
     * Checks that it can be had for states of this width, in batches of this size.
     *
     * @throws org.sparksg.settings.BadSetting if not
     */
    void check(int width, int rows);

    /** Returns whether it has to learn from each batch, in their order and as a whole. */
    boolean learnsFromAll();

    /** Returns what tells the networks of a stage's state from others, by their names in {@link FutureCredit#learned}. */
    Map<String, LocalNetwork> networks(int width);

    /**
     * Allocates what a stage has of it.
     *
     * @param width how many numbers of each example are carried
     * @param rows the most examples of a batch
     * @param seed of hidden layers
     */
    FutureCredit newCredit(int width, int rows, long seed, Kernels kernels);
}
