package org.sparksg.nn;

import org.sparksg.tensor.Kernels;

/**
 * What a chain computes with: the parameters, which an optimizer moves, and the statistics, which the forward pass moves.
 * Made by {@link Chain#newVariables}; belongs to the thread of its stage.
 */
public record Variables(ParameterVector parameters, ParameterVector statistics) {

    /** Gives all their starting values. */
    public void initialise(long seed) {
        parameters.initialise(seed);
        statistics.initialise(seed);
    }

    /** Copies everything from variables of the same layout: to stash, or to restore. */
    public void copyFrom(Variables other, Kernels kernels) {
        parameters.copyFrom(other.parameters, kernels);
        statistics.copyFrom(other.statistics, kernels);
    }
}
