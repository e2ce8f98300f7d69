package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/** Layers that see images. */
final class Images {
    private Images() {}

    /** Returns the shape of one image. */
    static Shape require(Value x) {
        Shape example = x.example();
        Require.that(example.rank() == 3, "input", example, "an image [height, width, channels]");
        return example;
    }
}
