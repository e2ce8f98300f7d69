package org.sparksg.analysis;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * The representational dissimilarity matrix of a layer (Kriegeskorte et al. 2008; Czarnecki et al. 2017): {@code
 * 1 - corr(h_i, h_j)}, Pearson's correlation between the activations of two examples, for all pairs of them. Entries are in
 * [0, 2]. An example with the same activation everywhere has no direction, and dissimilarity 1 to all, itself included.
 */
public final class Dissimilarity {
    private final int size;
    private final float[] entries; // row by row

    private Dissimilarity(int size, float[] entries) {
        this.size = size;
        this.entries = entries;
    }

    /** Returns the matrix of a layer's activations, {@code [n, units]}. */
    public static Dissimilarity of(Tensor activations, Kernels kernels) {
        int n = activations.rows();
        Tensor rows = kernels.zeros(activations.shape());
        Tensor correlations = kernels.zeros(Shape.of(n, n));
        kernels.normaliseRows(activations, rows, kernels.zeros(Shape.of(n)));
        kernels.matmulTransposedWeight(rows, rows, correlations).run();
        float[] entries = new float[n * n];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = (float) Math.max(0, 1 - correlations.get(i)); // the diagonal is 0 but for rounding
        }
        return new Dissimilarity(n, entries);
    }

    /** Returns the number of examples. */
    public int size() {
        return size;
    }

    /** Returns an entry. */
    public float get(int row, int column) {
        return entries[row * size + column];
    }

    /** Returns the entries above the diagonal, row by row: each pair of examples once. */
    public float[] pairs() {
        float[] pairs = new float[size * (size - 1) / 2];
        int next = 0;
        for (int row = 0; row < size; row++) {
            int count = size - 1 - row;
            System.arraycopy(entries, row * size + row + 1, pairs, next, count);
            next += count;
        }
        return pairs;
    }

    /**
     * Returns how alike two matrices of the same examples are: Pearson's correlation over all pairs. 1: both layers tell the
     * examples apart in the same way. NaN if all entries of one are the same.
     */
    public double correlation(Dissimilarity other) {
        if (size != other.size) {
            throw new IllegalArgumentException(
                    "matrices of " + size + " and " + other.size + " examples: must be the same");
        }
        float[] a = pairs();
        float[] b = other.pairs();
        double meanA = mean(a);
        double meanB = mean(b);
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            double x = a[i] - meanA;
            double y = b[i] - meanB;
            product += x * y;
            squaresA += x * x;
            squaresB += y * y;
        }
        return product / Math.sqrt(squaresA * squaresB);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
