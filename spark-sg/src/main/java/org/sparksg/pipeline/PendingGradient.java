package org.sparksg.pipeline;

import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;

/** A batch that a stage has trained on and of which a gradient is still to come. A place for one is used over and over. */
interface PendingGradient {

    /** Returns what kind of message is awaited. */
    Header.Kind kind();

    /** Returns the batch, or -1 if the place is free. */
    long batchId();

    /** Returns the batch before which the gradient is due. */
    long due();

    /** Returns the optimizer steps that the stage had made at the forward pass. */
    long step();

    /** Takes the gradient; {@code staleness}: the steps since the forward pass. */
    void arrive(Delivery delivery, long staleness);

    /** Returns whether the gradient came, but still has to go on to the stage below. */
    default boolean isReturning() {
        return false;
    }

    /** Passes the gradient on; returns whether the stage below had room for it. */
    default boolean sendBelow() {
        return false;
    }

    /** Returns whether nothing is awaited here. */
    default boolean isFree() {
        return batchId() < 0;
    }
}
