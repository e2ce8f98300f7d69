package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;

/** The rectifier: {@code y = max(0, x)}. Where x is 0 the gradient is 0. Element by element, any shape. */
public record Relu() implements Layer {
    @Override
    public String kind() {
        return "relu";
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public Value apply(Scope at, Value x) {
        return x.relu();
    }

    @Override
    public long flops(Shape input) {
        return input.size();
    }

    @Override
    public long buffers(Shape input, int maxBatch) {
        return 2L * maxBatch * input.size();
    }

    @Override
    public Pass pass(Shape input, int maxBatch, Place place, Kernels kernels) {
        return new ActivationPass(ActivationPass.Function.RELU, input, maxBatch, kernels);
    }
}
