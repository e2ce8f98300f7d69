package org.sparksg.data;

/**
 * The order of examples that go on where the one before ended: the whole is cut into as many streams as a batch has rows, and row {@code
 * r} of each batch goes on with that of the batch before. What is left over at the end is not used.
 */
public final class StreamOrder {
    /** How many streams an evaluation reads at a time, wherever it is made. */
    public static final int EVALUATED = 16;

    private StreamOrder() {}

    /** Returns how many of {@code count} examples are used in streams for {@code rows} rows: whole batches. */
    public static int used(int count, int rows) {
        return count / rows * rows;
    }

    /** Returns the positions of those, batch by batch. */
    static int[] order(int count, int rows) {
        int length = count / rows; // of a stream
        int[] order = new int[length * rows];
        for (int i = 0; i < order.length; i++) {
            order[i] = i % rows * length + i / rows;
        }
        return order;
    }
}
