package org.sparksg.nn;

import org.sparksg.graph.Value;

/** One row of numbers, of an example of any shape. */
public record Flatten() implements Layer {
    @Override
    public String kind() {
        return "flatten";
    }

    @Override
    public Value apply(Scope at, Value x) {
        return x.flatten();
    }
}
