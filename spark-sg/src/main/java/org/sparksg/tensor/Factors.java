package org.sparksg.tensor;

/**
 * The shape of a product, {@code result[rows, columns] = first[rows, inner] · second[inner, columns]}. A factor that is transposed lies in
 * memory with its axes exchanged.
 */
record Factors(int rows, int inner, int columns, boolean firstTransposed, boolean secondTransposed) {
    private static final int TINY = 64;

    Factors(Tensor a, boolean aTransposed, Tensor b, boolean bTransposed) {
        this(
                aTransposed ? a.columns() : a.rows(),
                aTransposed ? a.rows() : a.columns(),
                bTransposed ? b.rows() : b.columns(),
                aTransposed,
                bTransposed);
    }

    /** Returns whether it takes less time than some libraries need to begin. */
    boolean isTiny() {
        return (long) rows * inner * columns < TINY * TINY * TINY;
    }

    /** Returns the same product for a batch of so many examples: that axis is not one of the layer's. */
    Factors ofBatch(int examples) {
        return firstTransposed
                ? new Factors(rows, examples, columns, true, secondTransposed)
                : new Factors(examples, inner, columns, false, secondTransposed);
    }

    /** Returns the length of the rows of the first factor, as they lie in memory. */
    int firstRow() {
        return firstTransposed ? rows : inner;
    }

    /** Returns the length of the rows of the second factor, as they lie in memory. */
    int secondRow() {
        return secondTransposed ? inner : columns;
    }

    /** Returns {@code 256x784x256}, with a {@code T} behind what is transposed. */
    @Override
    public String toString() {
        return rows + (firstTransposed ? "T" : "") + "x" + inner + "x" + columns + (secondTransposed ? "T" : "");
    }
}
