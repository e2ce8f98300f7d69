package org.sparksg.nn;

import java.io.Serializable;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Window;

/**
 * What surrounds an image, so that a window may stand over its edge. It is no part of the image: a convolution sees zeros there.
 *
 * @param places on each side; {@link #SAME} counts them by itself
 */
public record Padding(int places) implements Serializable {
    private static final int COUNTED = -1;

    /** As much as it takes for a result of {@code ceil(length / stride)}; an odd place comes last, as in TensorFlow. */
    public static final Padding SAME = new Padding(COUNTED);

    /** None. */
    public static final Padding NONE = new Padding(0);

    /** Returns so many places on each side. */
    public static Padding of(int places) {
        Require.notNegative("padding", places);
        return new Padding(places);
    }

    /** Checks the number. */
    public Padding {
        Require.that(places >= COUNTED, "padding", places, "same, or >= 0");
    }

    /** Returns one direction of a window on an image of this length. */
    Window.Axis axis(int length, int size, int stride, int dilation) {
        if (places != COUNTED) {
            return new Window.Axis(size, stride, places, places, dilation);
        }
        int extent = dilation * (size - 1) + 1;
        int results = (length + stride - 1) / stride;
        int missing = Math.max(0, (results - 1) * stride + extent - length);
        return new Window.Axis(size, stride, missing / 2, missing - missing / 2, dilation);
    }

    /** Returns {@code same}, or the number. */
    @Override
    public String toString() {
        return places == COUNTED ? "same" : Integer.toString(places);
    }
}
