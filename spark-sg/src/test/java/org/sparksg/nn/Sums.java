package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/** Losses and dots as numbers, at once. */
public final class Sums {
    private Sums() {}

    /** Returns the sum of the losses of a batch, and writes their gradient. */
    public static double loss(Loss loss, Kernels kernels, Tensor output, Tensor target, Tensor gradient) {
        Tensor sum = kernels.sum();
        loss.evaluate(kernels, output, target, gradient, sum, false);
        return sum.get(0);
    }

    /** Returns the sum of the products of the elements. */
    public static double dot(Kernels kernels, Tensor x, Tensor y) {
        Tensor sum = kernels.sum();
        kernels.dot(x, y, sum, false);
        return sum.get(0);
    }
}
