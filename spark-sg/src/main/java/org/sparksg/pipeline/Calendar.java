package org.sparksg.pipeline;

import java.io.Serializable;

/**
 * Which examples a batch id stands for: pure arithmetic that every stage does for itself, so that nobody has to tell. Batch
 * ids count from 0 over the whole run; the last mini-batch of an epoch may be short, and its last micro-batch too.
 *
 * @param examples examples in the training data
 * @param batchSize examples in a full mini-batch
 * @param epochs passes over the data
 * @param microBatches micro-batches in a full mini-batch, at most: all but the last one are equally large
 */
public record Calendar(int examples, int batchSize, int epochs, int microBatches) implements Serializable {

    /** Checks the numbers. */
    public Calendar {
        if (examples < 1 || batchSize < 1 || epochs < 1 || microBatches < 1) {
            throw new IllegalArgumentException("examples = " + examples + ", batchSize = " + batchSize + ", epochs = "
                    + epochs + ", microBatches = " + microBatches + ": must all be >= 1");
        }
    }

    /** Returns the mini-batches of one epoch. */
    public long batchesPerEpoch() {
        return ceil(examples, batchSize);
    }

    /** Returns the mini-batches of the run. */
    public long batches() {
        return batchesPerEpoch() * epochs;
    }

    /** Returns the epoch of a batch, from 0. */
    public int epoch(long batchId) {
        return Math.toIntExact(batchId / batchesPerEpoch());
    }

    /** Returns whether {@code batchesDone} batches are a whole number of epochs. */
    public boolean endsEpoch(long batchesDone) {
        return batchesDone % batchesPerEpoch() == 0;
    }

    /** Returns where a mini-batch begins in its epoch's order of examples. */
    public int position(long batchId) {
        return Math.toIntExact(batchId % batchesPerEpoch() * batchSize);
    }

    /** Returns the examples of a mini-batch. */
    public int size(long batchId) {
        return Math.min(batchSize, examples - position(batchId));
    }

    /** Returns the examples of a full micro-batch: no micro-batch has more, and memory is needed for so many. */
    public int largestMicroBatch() {
        return ceil(Math.min(batchSize, examples), microBatches);
    }

    /** Returns how many micro-batches a mini-batch has; a short one may have fewer. */
    public int microBatches(long batchId) {
        return ceil(size(batchId), largestMicroBatch());
    }

    /** Returns the examples of a micro-batch. */
    public int size(long batchId, int microBatch) {
        return Math.min(largestMicroBatch(), size(batchId) - microBatch * largestMicroBatch());
    }

    private static int ceil(int number, int divisor) {
        return (number - 1) / divisor + 1; // unlike number + divisor - 1, this cannot overflow
    }
}
