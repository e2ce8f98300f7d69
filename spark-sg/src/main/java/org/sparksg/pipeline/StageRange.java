package org.sparksg.pipeline;

import java.io.Serializable;

/**
 * The layers of one stage, and which batches it trains on.
 *
 * @param stage the stage, from 0
 * @param stages how many stages there are
 * @param from its first layer, counted over the whole network
 * @param to the layer after its last one
 * @param period it trains once in so many batches of the run: on the last one of them
 */
public record StageRange(int stage, int stages, int from, int to, int period) implements Serializable {

    /** Checks the numbers. */
    public StageRange {
        if (stage < 0 || stage >= stages || from < 0 || to <= from || period < 1) {
            throw new IllegalArgumentException("stage " + stage + " of " + stages + " with layers [" + from + ", " + to
                    + ") and period " + period + ": empty or out of range");
        }
    }

    /** A stage that trains on every batch. */
    public StageRange(int stage, int stages, int from, int to) {
        this(stage, stages, from, to, 1);
    }

    /** Returns whether it trains on a batch: whether its clock ticks there. */
    public boolean ticks(long batchId) {
        return (batchId + 1) % period == 0;
    }

    /** Returns whether it computes the loss. */
    public boolean last() {
        return stage == stages - 1;
    }

    /** Returns how many boundaries lie between this stage and the last one. */
    public int hopsFromTop() {
        return stages - 1 - stage;
    }
}
