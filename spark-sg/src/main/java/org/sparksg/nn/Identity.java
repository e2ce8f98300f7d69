package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** A layer that does nothing: {@code y = x}. Above the last layer with parameters it makes room for a boundary there. */
public record Identity() implements Layer {
    @Override
    public String kind() {
        return "identity";
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public long flops(Shape input) {
        return 0;
    }

    @Override
    public long buffers(Shape input, int maxBatch) {
        return 0;
    }

    @Override
    public Pass pass(Shape input, int maxBatch, Place place, Kernels kernels) {
        return new Pass() {
            @Override
            public Tensor train(Variables variables, Tensor x, long stream) {
                return x;
            }

            @Override
            public Tensor infer(Variables variables, Tensor x) {
                return x;
            }

            @Override
            public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
                return dy;
            }

            @Override
            public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {}
        };
    }
}
