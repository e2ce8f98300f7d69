package org.sparksg.data;

import org.sparksg.settings.Require;
import org.sparksg.tensor.Hash;

/**
 * Which example comes when. The order of an epoch is a pure function of count, seed and epoch, so a run resumes in the
 * middle of an epoch, and every stage that reads data agrees with every other.
 *
 * <p>One object serves one thread: it lends out one array.
 */
public final class Shuffle {
    private final long seed;
    private final int[] positions;
    private long epoch = -1;

    /** Prepares orders of {@code count} examples. */
    public Shuffle(int count, long seed) {
        Require.atLeastOne("count", count);
        this.seed = seed;
        this.positions = inSequence(count);
    }

    /** Returns the positions {@code 0 .. count-1} as they stand, for evaluation. */
    public static int[] inSequence(int count) {
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = i;
        }
        return positions;
    }

    /** Returns the values at some positions, in their order. */
    static int[] pick(int[] values, int[] positions) {
        int[] picked = new int[positions.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[positions[i]];
        }
        return picked;
    }

    /**
     * Returns the order of an epoch, counted from 0. The array belongs to this object and holds until the next call
     * with another epoch.
     */
    public int[] epoch(long epoch) {
        Require.atLeast("epoch", epoch, 0);
        if (this.epoch != epoch) {
            for (int i = 0; i < positions.length; i++) {
                positions[i] = i;
            }
            shuffle(positions, Hash.mix(seed, epoch));
            this.epoch = epoch;
        }
        return positions;
    }

    private static void shuffle(int[] values, long stream) {
        shuffle(values, values.length, stream);
    }

    /** Shuffles the first {@code count} values in place, with the algorithm of Fisher and Yates. */
    static void shuffle(int[] values, int count, long stream) {
        for (int i = count - 1; i > 0; i--) {
            // The high word of the product maps 32 random bits to 0..i; the bias is below count / 2^32.
            int j = (int) (((Hash.mix(stream, i) >>> 32) * (i + 1)) >>> 32);
            int held = values[i];
            values[i] = values[j];
            values[j] = held;
        }
    }
}
