package org.sparksg.graph;

/** A kernel bound to its operands. Allocates nothing. */
@FunctionalInterface
interface Step {
    void run();
}
