package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.tensor.Shape;

/** The last step of a sequence {@code [steps, features]}: one row of {@code features} numbers. */
public record LastStep() implements Layer {
    @Override
    public String kind() {
        return "last-step";
    }

    @Override
    public Value apply(Scope at, Value x) {
        Shape sequence = Sequences.require(x);
        int before = sequence.size() - sequence.last();
        return before == 0 ? x.flatten() : x.flatten().split(before).get(1);
    }
}
