package org.sparksg.credit;

import java.io.Serializable;
import org.sparksg.nn.Network;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;

/**
 * How the stage below a boundary gets the gradient of its output: a rule of learning. Rules are values; what they compute
 * with is a {@link Credit}, made where the stage runs.
 */
public interface Rule extends Serializable {

    /**
     * A boundary of a network.
     *
     * @param layer the first layer above it
     */
    record Place(Network network, int layer) {
        /** Returns the shape of one example's activation. */
        public Shape activation() {
            return network.shape(layer);
        }

        /** Returns the shape of one example's target. */
        public Shape target() {
            return network.output();
        }
    }

    /** Returns what people call it. */
    String label();

    /** Returns what the stages at the boundary tell each other about a mini-batch. */
    Exchange exchange(long batchId);

    /** Returns whether gradients that come back later teach the credit, for some batches. */
    default boolean isTaught() {
        return false;
    }

    /** Returns whether the credit learns from the gradient of this batch when it comes. Corrections teach it anyway. */
    default boolean learnsAt(long batchId) {
        return false;
    }

    /** Returns whether the credit, if there is one, can serve several micro-batches in a row before their replies come. */
    default boolean allowsMicroBatches() {
        return exchange(0).waits();
    }

    /** Returns whether the stage below gets the true gradient if the stage above does: nothing to compare then. */
    default boolean isExact() {
        return false;
    }

    /**
     * Checks whether the rule makes sense at a boundary.
     *
     * @throws IllegalArgumentException saying what the boundary lacks
     */
    default void check(Place place) {}

    /**
     * Checks that what the rule computes with can take batches of this size.
     *
     * @throws IllegalArgumentException saying what grows too large
     */
    default void checkBatch(int rows) {}

    /**
     * Returns the credit of a boundary, or null if a stage uses the reply as it is.
     *
     * @param rows the most examples of a call
     * @param seed decides the initial weights
     */
    default Credit newCredit(Place place, int rows, long seed, Kernels kernels) {
        return null;
    }

    /** Returns the floating-point operations that the credit costs per trained example. */
    default double flops(Place place) {
        return 0;
    }
}
