package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;

/** The hyperbolic tangent. Element by element, any shape. */
public record Tanh() implements Layer {
    @Override
    public String kind() {
        return "tanh";
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public Value apply(Scope at, Value x) {
        return x.tanh();
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
        return new ActivationPass(ActivationPass.Function.TANH, input, maxBatch, kernels);
    }
}
