package org.sparksg.nn;

import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Tensors with seeded contents. */
public final class Draws {
    private Draws() {}

    public static Tensor normal(Kernels kernels, Shape shape, long seed) {
        Tensor tensor = kernels.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, Hash.gaussian(seed, i));
        }
        tensor.touch();
        return tensor;
    }

    /** Returns whole numbers from {@code from} (included) to {@code to} (excluded). */
    public static Tensor ids(Kernels kernels, Shape shape, int from, int to, long seed) {
        Tensor tensor = kernels.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, from + (int) (Hash.uniform(seed, i) * (to - from)));
        }
        tensor.touch();
        return tensor;
    }

    public static Tensor oneHot(Kernels kernels, int rows, int classes, long seed) {
        Tensor tensor = kernels.zeros(Shape.of(rows, classes));
        for (int row = 0; row < rows; row++) {
            tensor.set(row * classes + (int) (Hash.uniform(seed, row) * classes), 1);
        }
        tensor.touch();
        return tensor;
    }
}
