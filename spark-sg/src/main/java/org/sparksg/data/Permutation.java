package org.sparksg.data;

import org.sparksg.tensor.Hash;

/**
 * The numbers {@code 0 .. count-1} in another order that a key decides, each known without the others: what a shuffled array of them
 * holds, in no memory. A Feistel network over the smallest suitable power of 4, applied again until the result is one of the
 * numbers.
 *
 * <p>Source: Black and Rogaway 2002, "Ciphers with Arbitrary Finite Domains", the cycle-walking cipher. Chance is wanted here, not
 * secrecy.
 */
final class Permutation {
    private static final int ROUNDS = 6;

    private final int count;
    private final int half; // bits
    private final long mask;
    private final long[] keys = new long[ROUNDS];

    Permutation(int count, long key) {
        this.count = count;
        this.half = Math.max(1, (Integer.SIZE + 1 - Integer.numberOfLeadingZeros(count - 1)) / 2);
        this.mask = (1L << half) - 1;
        for (int round = 0; round < ROUNDS; round++) {
            keys[round] = Hash.mix(key, round);
        }
    }

    /** Returns the place of a number in the order. */
    int at(int number) {
        long value = number;
        do {
            long left = value >>> half;
            long right = value & mask;
            for (long key : keys) {
                long mixed = left ^ (Hash.mix(key, right) & mask);
                left = right;
                right = mixed;
            }
            value = left << half | right;
        } while (value >= count);
        return (int) value;
    }
}
