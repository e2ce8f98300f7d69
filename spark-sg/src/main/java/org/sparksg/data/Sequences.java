package org.sparksg.data;

import java.io.Serializable;

/**
 * What is known of examples that are sequences.
 *
 * @param ids how many different ids there are, if steps are ids; 0 if they are numbers
 * @param classes how many classes each step has; 0 if steps have none, but examples or values
 * @param continued whether an example goes on where the one before it ended: they are taken in the order of time, in as many streams as a
 *     mini-batch has rows
 * @param endless whether these streams go on from one epoch to the next
 * @param padded whether there are steps that only fill a window up, at its end: numbers and ids of 0, and no class
 */
public record Sequences(int ids, int classes, boolean continued, boolean endless, boolean padded)
        implements Serializable {
    /** Of examples that are none, or that have nothing to do with each other. */
    public static final Sequences NONE = new Sequences(0, 0, false, false, false);

    /** Of ids, each to be predicted from those before it, in streams that end with an epoch. */
    public Sequences(int ids, boolean continued) {
        this(ids, ids, continued, false, false);
    }
}
