package org.sparksg.tensor;

/**
 * Counter-based randomness: a number is a pure function of a stream and an index, so it needs no state, does not depend
 * on who asked before, and is the same on every machine. The mixing function is the finalizer of SplitMix64 (Steele, Lea
 * and Flood 2014, "Fast Splittable Pseudorandom Number Generators").
 */
public final class Hash {
    static final long GOLDEN = 0x9E3779B97F4A7C15L;
    static final long FIRST_FACTOR = 0xBF58476D1CE4E5B9L;
    static final long SECOND_FACTOR = 0x94D049BB133111EBL;

    private Hash() {}

    /** Returns a stream that belongs to {@code index} within {@code stream}; streams of different indices are unrelated. */
    public static long mix(long stream, long index) {
        long z = stream + (index + 1) * GOLDEN;
        z = (z ^ (z >>> 30)) * FIRST_FACTOR;
        z = (z ^ (z >>> 27)) * SECOND_FACTOR;
        return z ^ (z >>> 31);
    }

    /** Returns a number in [0, 1) with 24 random bits. */
    public static float uniform(long stream, long index) {
        return (mix(stream, index) >>> 40) * 0x1p-24f;
    }

    /** Returns a normally distributed number (mean 0, deviation 1), by the transform of Box and Muller. */
    public static double gaussian(long stream, long index) {
        double u = ((mix(stream, 2 * index) >>> 11) + 1) * 0x1p-53;
        double v = (mix(stream, 2 * index + 1) >>> 11) * 0x1p-53;
        return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
    }
}
