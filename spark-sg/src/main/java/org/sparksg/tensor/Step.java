package org.sparksg.tensor;

/** A kernel bound to its operands. Allocates nothing. */
@FunctionalInterface
public interface Step {
    /** Computes. */
    void run();
}
