package org.sparksg.data;

import java.io.Serializable;

/**
 * The mini-batches of a run, numbered from 0 through all epochs. The last one of an epoch may be short; none is dropped.
 *
 * @param count examples in an epoch
 * @param batchSize examples in a full mini-batch
 */
public record Batches(int count, int batchSize) implements Serializable {

    /** Checks both. */
    public Batches {
        Require.atLeast("Batches.count", count, 1);
        Require.atLeast("Batches.batchSize", batchSize, 1);
    }

    /** Returns the number of mini-batches in an epoch. */
    public int perEpoch() {
        return (int) (((long) count + batchSize - 1) / batchSize);
    }

    /** Returns the number of mini-batches in so many epochs. */
    public long total(long epochs) {
        return Math.multiplyExact(perEpoch(), epochs);
    }

    /** Returns the epoch that a mini-batch belongs to, from 0. */
    public long epoch(long batchId) {
        return batchId / perEpoch();
    }

    /** Returns where a mini-batch starts in its epoch's order. */
    public int from(long batchId) {
        return (int) (batchId % perEpoch()) * batchSize;
    }

    /** Returns the number of examples in a mini-batch. */
    public int rows(long batchId) {
        return Math.min(batchSize, count - from(batchId));
    }
}
