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
 * @param windows how many examples a stream has before another sequence takes its place, if all are of the same length; 0: those of an epoch
 */
public record Sequences(int ids, int classes, boolean continued, boolean endless, boolean padded, int windows)
        implements Serializable {
    /** How many streams an evaluation reads at a time, wherever it is made. */
    public static final int EVALUATED = 16;

    /** Of examples that are none, or that have nothing to do with each other. */
    public static final Sequences NONE = new Sequences(0, 0, false, false, false);

    /** Of sequences that do not end before an epoch does, if they are continued at all. */
    public Sequences(int ids, int classes, boolean continued, boolean endless, boolean padded) {
        this(ids, classes, continued, endless, padded, 0);
    }

    /** Of ids, each to be predicted from those before it, in streams that end with an epoch. */
    public Sequences(int ids, boolean continued) {
        this(ids, ids, continued, false, false);
    }

    /** Of sequences of numbers with one class each, at their last step. */
    static Sequences ofWindows(int classes, int windows) {
        return new Sequences(0, classes, true, false, false, windows);
    }

    /** Returns how many of {@code count} examples are used by one who takes {@code rows} at a time. */
    public int used(int count, int rows) {
        return continued ? StreamOrder.used(count, rows, windows) : count;
    }

    /** Returns how many of {@code count} examples an evaluation takes at a time, of {@code most} that it could. */
    public int evaluatedAtOnce(int count, int most) {
        return continued ? StreamOrder.evaluated(count, most, windows) : Math.min(most, count);
    }

    /**
     * Returns whether a batch begins with other sequences than the one before, for one who takes the last of every {@code period} batches.
     *
     * @param n the batch, from 0, of those in which streams go on
     */
    public boolean begins(long n, int period) {
        long inSequence = windows == 0 ? n : n % windows;
        return !continued || inSequence < period;
    }

    /** Returns how many examples belong together, so that they are trained on, or held out, as one. */
    public int together() {
        return Math.max(1, windows);
    }
}
