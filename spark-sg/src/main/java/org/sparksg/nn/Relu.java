package org.sparksg.nn;

import org.sparksg.graph.Value;

/** The rectifier: {@code y = max(0, x)}. Where x is 0 the gradient is 0. Element by element, any shape. */
public record Relu() implements Layer {
    @Override
    public String kind() {
        return "relu";
    }

    @Override
    public Value apply(Scope at, Value x) {
        return x.relu();
    }
}
