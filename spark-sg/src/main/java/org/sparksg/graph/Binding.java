package org.sparksg.graph;

import java.util.List;
import java.util.function.LongSupplier;
import org.sparksg.tensor.Kernels;
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

    boolean adds(int result) {
        return added.get(result);
    }
}
