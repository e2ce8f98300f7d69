package org.sparksg.nn;

import org.sparksg.graph.Value;

/** The hyperbolic tangent. Element by element, any shape. */
public record Tanh() implements Layer {
    @Override
    public String kind() {
        return "tanh";
    }

    @Override
    public Value apply(Scope at, Value x) {
        return x.tanh();
    }
}
