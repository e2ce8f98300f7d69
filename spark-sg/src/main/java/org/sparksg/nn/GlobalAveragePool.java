package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Window;

/** The mean of each channel over the whole image {@code [height, width, channels]}: {@code [channels]}. */
public record GlobalAveragePool() implements Layer {
    @Override
    public String kind() {
        return "global-average-pool";
    }

    @Override
    public Value apply(Scope at, Value x) {
        Shape image = Images.require(x);
        Window window = new Window(
                Padding.NONE.axis(image.dim(0), image.dim(0), 1, 1),
                Padding.NONE.axis(image.dim(1), image.dim(1), 1, 1));
        return x.meanPool(window).flatten();
    }
}
