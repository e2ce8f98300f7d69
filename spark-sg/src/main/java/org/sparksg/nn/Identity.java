package org.sparksg.nn;

import org.sparksg.graph.Value;

/** A layer that does nothing: {@code y = x}. Above the last layer with parameters it makes room for a boundary there. */
public record Identity() implements Layer {
    @Override
    public String kind() {
        return "identity";
    }

    @Override
    public Value apply(Scope at, Value x) {
        return x;
    }
}
