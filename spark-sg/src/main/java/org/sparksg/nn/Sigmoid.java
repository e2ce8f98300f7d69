package org.sparksg.nn;

import org.sparksg.graph.Value;

/** The logistic function: {@code y = 1 / (1 + exp(-x))}. Element by element, any shape. */
public record Sigmoid() implements Layer {
    @Override
    public String kind() {
        return "sigmoid";
    }

    @Override
    public Value apply(Scope at, Value x) {
        return x.sigmoid();
    }
}
