package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.tensor.Shape;

/** An image {@code [height, width, channels]} as a sequence of its rows, from above: {@code [height, width · channels]}. */
public record ImageRows() implements Layer {
    @Override
    public String kind() {
        return "image-rows";
    }

    @Override
    public Value apply(Scope at, Value x) {
        Shape image = Images.require(x);
        return x.reshape(Shape.of(x.rows(), image.dim(0), image.dim(1) * image.dim(2)));
    }
}
