package org.sparksg.transport;

import org.sparksg.tensor.Tensor;

/** A message that arrived, in a slot of the link. */
public interface Delivery {

    /** Returns what it is. */
    Header header();

    /** Returns its tensors, in the order in which they were sent, with the shapes of the header. Valid until released. */
    Tensor tensor(int index);

    /** Gives the slot back to the sender. Called once. */
    void release();
}
