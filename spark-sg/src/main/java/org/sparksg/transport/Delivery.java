package org.sparksg.transport;

import org.sparksg.tensor.Tensor;

/** A message that arrived, in a slot of the link. The object is used again after its release: keep no reference to it. */
public interface Delivery {

    /** Returns what it is. */
    Header header();

    /** Returns its tensors, in the order in which they were sent, with the shapes of the header. Valid until released. */
    Tensor tensor(int index);

    /** Returns how many bytes its tensors had on their way. */
    int bytes();

    /** Returns when the last byte of it arrived, in nanoseconds of the link's clock. */
    long arrivedNs();

    /** Gives the slot back to the sender. Called once, in any order with other deliveries, by the thread that polled. */
    void release();
}
