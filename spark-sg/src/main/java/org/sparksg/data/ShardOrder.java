package org.sparksg.data;

import java.util.List;
import java.util.function.IntPredicate;
import org.sparksg.tensor.Hash;

/**
 * In which order rows of shards are taken: the shards in an order that seed and epoch decide; what is wanted of their rows is cut into
 * windows, and each window is shuffled by itself. A pure function, so whoever goes on within an epoch needs no row before the window at hand.
 *
 * <p>Rows far apart in a shard meet only as far as a window reaches: small shards beside a large window mix best. Where all is one shard,
 * nothing moves farther than a window is long.
 *
 * <p>An object belongs to one thread: it keeps the order of one epoch.
 */
final class ShardOrder {
    private static final long STREAM = 0x5348415244L; // keeps these orders apart from others of the same seed

    private final List<Shard> shards;
    private final int[] before; // rows of the table before each shard
    private final int[] wanted; // rows of each shard
    private final IntPredicate taken;
    private final int count;
    private final int window;
    private final Long seed;
    private final int[] order;
    private long epoch = -1;

    /**
     * Counts what is wanted.
     *
     * @param taken which rows of the table, by their positions in its files
     * @param window rows that are shuffled at a time
     * @param seed decides orders; null to leave all as it stands in the files
     */
    ShardOrder(List<Shard> shards, IntPredicate taken, int window, Long seed) {
        this.shards = shards;
        this.taken = taken;
        this.seed = seed;
        this.before = new int[shards.size()];
        this.wanted = new int[shards.size()];
        int row = 0;
        int sum = 0;
        for (int s = 0; s < wanted.length; s++) {
            before[s] = row;
            for (int end = row + shards.get(s).rows(); row < end; row++) {
                requireWanted();
                wanted[s] += taken.test(row) ? 1 : 0;
            }
            sum += wanted[s];
        }
        this.count = sum;
        this.window = Math.max(1, Math.min(window, sum));
        this.order = Shuffle.inSequence(shards.size());
    }

    /** There may be a thousand million rows. */
    private static void requireWanted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("interrupted before all rows were counted");
        }
    }

    /** Returns the number of rows that are wanted. */
    int count() {
        return count;
    }

    /** Returns the rows of a full window. */
    int window() {
        return window;
    }

    /** Returns the number of windows of an epoch. */
    int windows() {
        return (count - 1) / window + 1;
    }

    /** Returns the rows of a window. */
    int size(int index) {
        return Math.min(window, count - index * window);
    }

    /** Returns the shard that comes at a place of an epoch. */
    private int shardAt(long wantedEpoch, int place) {
        if (seed != null && wantedEpoch != epoch) {
            for (int i = 0; i < order.length; i++) {
                order[i] = i;
            }
            Shuffle.shuffle(order, order.length, Hash.mix(stream(), wantedEpoch));
            epoch = wantedEpoch;
        }
        return order[place];
    }

    private long stream() {
        return Hash.mix(seed, STREAM);
    }

    /** Puts the positions within a window into the order that they are taken in. */
    void arrange(long wantedEpoch, int index, int[] positions) {
        int size = size(index);
        for (int i = 0; i < size; i++) {
            positions[i] = i;
        }
        if (seed != null) {
            Shuffle.shuffle(positions, size, Hash.mix(Hash.mix(~stream(), wantedEpoch), index));
        }
    }

    /** Returns a walk over the wanted rows of an epoch that stands before the first one of a window. */
    Walk walk(long wantedEpoch, int index) {
        return new Walk(wantedEpoch, index * window);
    }

    /** A walk over the wanted rows of one epoch, in the order that they are read in. */
    final class Walk {
        private final long of;
        private int place = -1;
        private int shard;
        private int row; // of the shard, the next one
        private int left; // rows of the shard that are wanted

        private Walk(long epoch, int skip) {
            this.of = epoch;
            int toSkip = skip;
            nextShard();
            while (left > 0 && toSkip >= left) {
                toSkip -= left;
                left = 0;
                nextShard();
            }
            for (; toSkip > 0; toSkip--) {
                requireWanted();
                advance();
            }
        }

        private void nextShard() {
            while (left == 0 && place + 1 < order.length) {
                place++;
                shard = shardAt(of, place);
                left = wanted[shard];
                row = -1;
                if (left > 0) {
                    toWanted();
                }
            }
        }

        private void toWanted() {
            do {
                row++;
            } while (!taken.test(before[shard] + row));
        }

        /** Returns the shard of the row at hand. */
        Shard shard() {
            return shards.get(shard);
        }

        /** Returns the row at hand, of its shard. */
        int row() {
            return row;
        }

        /** Goes to the next row. */
        void advance() {
            left--;
            if (left == 0) {
                nextShard();
            } else {
                toWanted();
            }
        }

        /** Returns whether all rows were passed. */
        boolean isDone() {
            return left == 0;
        }
    }
}
