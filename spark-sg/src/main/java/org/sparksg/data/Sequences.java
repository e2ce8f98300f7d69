package org.sparksg.data;

import java.io.Serializable;

/**
 * What is known of examples that are sequences.
 *
 * @param ids how many different ids there are, if steps are ids; 0 if they are numbers
 * @param continued whether an example goes on where the one before it ended: they are taken in the order of time, in as many streams as a
 *     mini-batch has rows
 */
public record Sequences(int ids, boolean continued) implements Serializable {
    /** Of examples that are none, or that have nothing to do with each other. */
    public static final Sequences NONE = new Sequences(0, false);
}
