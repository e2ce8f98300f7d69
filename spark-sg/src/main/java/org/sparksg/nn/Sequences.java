package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/** Layers that see sequences: examples {@code [steps, features]}. */
final class Sequences {
    private Sequences() {}

    /** Returns whether examples are sequences. */
    static boolean is(Value x) {
        return x.example().rank() == 2;
    }

    /** Returns the shape of one sequence. */
    static Shape require(Value x) {
        Shape example = x.example();
        Require.that(
                example.rank() == 2,
                "input",
                example,
                "a sequence [steps, features]",
                "begin with embedding if the data are ids, or with image-rows if they are images");
        return example;
    }

    /** Returns a product of each step by itself, with the last axis of a sequence, time-major or not. */
    static Value product(Value x, Value weight, Value bias) {
        Shape shape = x.shape();
        Value y = x.reshape(Shape.of(shape.size() / shape.last(), shape.last())).matmul(weight);
        return (bias == null ? y : y.plus(bias)).reshape(shape.withLast(weight.columns()));
    }
}
