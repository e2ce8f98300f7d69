package org.sparksg.spark;

import java.util.OptionalLong;

/**
 * How a training begins.
 *
 * @param resume whether to go on with the newest run of that name; else a new one begins, in a folder of its own
 * @param takeOver whether a driver that still has the run loses it, and ends; else such a run is not resumed
 * @param batch the checkpoint to go on from: that after so many batches; the newest one that is whole, if empty
 */
public record Start(boolean resume, boolean takeOver, OptionalLong batch) {
    /** A new run, with fresh weights. */
    public static final Start NEW = new Start(false, false, OptionalLong.empty());

    /** From the newest checkpoint. */
    public static final Start RESUME = new Start(true, false, OptionalLong.empty());

    /** Checks that only a run that is resumed is taken over, or begins somewhere. */
    public Start {
        if (!resume && (takeOver || batch.isPresent())) {
            throw new IllegalArgumentException("a new run is neither taken over nor begun in its midst");
        }
    }
}
