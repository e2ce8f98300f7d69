package org.sparksg.nn;

/** What somebody wants of a way back through a {@link Chain}. */
public enum Wanted {
    /** The gradient by the parameters, without that by the input, which saves a product. */
    PARAMETERS,
    /** The gradient by the input only, where the parameters learn from another gradient. */
    INPUT,
    /** Both. */
    BOTH,
    /** Both, but that by the input through other weights of the first layer: feedback alignment (Lillicrap et al. 2016). */
    ALIGNED,
    /** The gradient by what came from the batch before, of what is carried to the next, and nothing else. */
    STATE
}
