package org.sparksg.nn;

import org.sparksg.graph.Value;
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
    public Value apply(Scope at, Value x) {
        return x;
    }

    @Override
    public long flops(Shape input) {
        return 0;
    }

    @Override
    public long buffers(Shape input, int maxBatch) {
        return (long) maxBatch * input.size();
    }

    @Override
    public Pass pass(Shape input, int maxBatch, Place place, Kernels kernels) {
        Tensor dx = kernels.zeros(input.batch(maxBatch));
        return new Pass() {
            @Override
            public Tensor train(Variables variables, Tensor x, long stream) {
                return x;
            }

            @Override
            public Tensor infer(Variables variables, Tensor x) {
                return x;
            }

            /** A copy: the gradient that came may have to make room before the one that goes on is sent. */
            @Override
            public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
                kernels.copy(dy, dx.rows(dy.rows()));
                return dx.rows(dy.rows());
            }

            @Override
            public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {}
        };
    }
}
