package org.sparksg.tensor;

/** Softmax of the rows of a square matrix, in place. */
interface SoftmaxRows {
    /**
     * {@code x = softmax(scale · x)} of each row.
     *
     * @param scale above 0
     * @param causal whether row {@code i} has its first {@code i + 1} columns only, and zeros behind
     */
    void forward(Tensor x, double scale, boolean causal);

    /** {@code dy = scale · y · (dy - sum of y · dy)} of each row, the gradient by {@code x}. */
    void backward(Tensor y, double scale, Tensor dy);
}
