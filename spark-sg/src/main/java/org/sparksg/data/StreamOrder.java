package org.sparksg.data;

import java.util.function.LongFunction;

/**
 * The order of examples that go on where the one before ended: row {@code r} of each batch goes on with that of the batch before. Either the
 * whole is one sequence, which is cut into as many streams as a batch has rows; or it is many of the same number of windows, and as many as a batch has
 * rows are read at a time. What is left over at the end is not used.
 */
final class StreamOrder {
    private StreamOrder() {}

    /**
     * Returns how many of {@code count} examples are used in streams for {@code rows} rows.
     *
     * @param windows of each sequence; 0 if all are one
     */
    static int used(int count, int rows, int windows) {
        int whole = rows * Math.max(1, windows);
        return count / whole * whole;
    }

    /** Returns how many streams an evaluation reads at a time, of {@code most} that it could. */
    static int evaluated(int count, int most, int windows) {
        return Math.min(Sequences.EVALUATED, Math.min(most, count / Math.max(1, windows)));
    }

    /** Returns the positions of those of one sequence, batch by batch. */
    static int[] order(int count, int rows) {
        int length = count / rows; // of a stream
        int[] order = new int[length * rows];
        for (int i = 0; i < order.length; i++) {
            order[i] = i % rows * length + i / rows;
        }
        return order;
    }

    /** Returns those of sequences of so many windows, which are read in this order; their windows stand side by side. */
    static int[] order(int[] sequences, int rows, int windows) {
        int[] order = new int[sequences.length / rows * rows * windows];
        for (int i = 0; i < order.length; i++) {
            int batch = i / rows;
            int sequence = sequences[batch / windows * rows + i % rows];
            order[i] = sequence * windows + batch % windows;
        }
        return order;
    }

    /** Returns the same in another order of the sequences in each epoch. One object serves one thread. */
    static LongFunction<int[]> shuffled(int count, int rows, int windows, long seed) {
        Shuffle shuffle = new Shuffle(count / windows, seed);
        return new LongFunction<>() {
            private long last = -1;
            private int[] order;

            @Override
            public int[] apply(long epoch) {
                if (epoch != last) {
                    order = order(shuffle.epoch(epoch), rows, windows);
                    last = epoch;
                }
                return order;
            }
        };
    }
}
