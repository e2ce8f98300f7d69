package org.sparksg.data;

import java.util.List;

/** How much examples count. */
final class Weights {
    /** Stands for 0: a target of zeros would not tell its class any more. */
    private static final double LEAST = 1e-6;

    private Weights() {}

    /** Returns the weight of an example, where the mean of all shall count 1. */
    static float of(double weight, double mean) {
        return (float) Math.max(LEAST, weight / mean);
    }

    /** Returns them in an array. */
    static float[] of(List<Float> weights) {
        float[] all = new float[weights.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = weights.get(i);
        }
        return all;
    }
}
