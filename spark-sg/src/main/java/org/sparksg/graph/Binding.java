package org.sparksg.graph;

import java.util.List;
import java.util.function.LongSupplier;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * What an operation works on.
 *
 * @param added whether it adds to each result, in place of overwriting it
 * @param stream the randomness of the batch
 */
record Binding(Kernels kernels, List<Tensor> in, List<Tensor> out, List<Boolean> added, LongSupplier stream) {
    Tensor in(int operand) {
        return in.get(operand);
    }

    Tensor out(int result) {
        return out.get(result);
    }

    /** Returns an operand as a matrix with so many columns. */
    Tensor in(int operand, int columns) {
        return matrix(in.get(operand), columns);
    }

    /** Returns a result as a matrix with so many columns. */
    Tensor out(int result, int columns) {
        return matrix(out.get(result), columns);
    }

    private static Tensor matrix(Tensor tensor, int columns) {
        return tensor.columns() == columns ? tensor : tensor.view(0, Shape.of(tensor.size() / columns, columns));
    }

    boolean adds(int result) {
        return added.get(result);
    }
}
