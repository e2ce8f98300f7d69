package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Window;

/**
 * Pooling of images {@code [height, width, channels]}: one number of each channel for what a window sees. Padding does not count.
 *
 * @param size height and width of the window
 * @param stride places from one window to the next
 */
public record Pool(Function function, int size, int stride, Padding padding) implements Layer {
    /** What it takes of the numbers. */
    public enum Function {
        /** The largest. */
        MAX,
        /** The mean. */
        AVERAGE
    }

    /** Checks the numbers. */
    public Pool {
        Require.present("function", function);
        Require.atLeastOne("size", size);
        Require.atLeastOne("stride", stride);
        Require.present("padding", padding);
        Require.that(padding.places() < size, "padding", padding, "less than the window's " + size);
    }

    @Override
    public String kind() {
        return function == Function.MAX ? "max-pool" : "average-pool";
    }

    @Override
    public Value apply(Scope at, Value x) {
        Shape image = Images.require(x);
        Window window =
                new Window(padding.axis(image.dim(0), size, stride, 1), padding.axis(image.dim(1), size, stride, 1));
        return function == Function.MAX ? x.maxPool(window) : x.meanPool(window);
    }
}
