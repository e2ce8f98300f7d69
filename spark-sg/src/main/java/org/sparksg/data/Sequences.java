package org.sparksg.data;

import java.io.Serializable;

/**
 * What is known of examples that are sequences.
 *
 * @param ids how many different ids there are, if steps are ids; 0 if they are numbers
 * @param labelled whether each step has a class, or none, of its own
 * @param continued whether an example goes on where the one before it ended: they are taken in the order of time, in as many streams as a
 *     mini-batch has rows
 * @param endless whether these streams go on from one epoch to the next
 */
public record Sequences(int ids, boolean labelled, boolean continued, boolean endless) implements Serializable {
    /** Of examples that are none, or that have nothing to do with each other. */
    public static final Sequences NONE = new Sequences(0, false, false, false);

    /** Of ids, each of which has a class, that end with an epoch. */
    public Sequences(int ids, boolean continued) {
        this(ids, ids > 0, continued, false);
    }
}
