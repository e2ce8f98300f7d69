package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Window;

/**
 * A convolution of images {@code [height, width, channels]} with {@code units} windows: {@code y = x ∗ weight + bias}, with {@code
 * weight: [kernel, kernel, channels / groups, units]}, {@code bias: [units]}.
 *
 * @param kernel height and width of the window
 * @param stride places from one window to the next
 * @param dilation distance of neighbours within the window
 * @param groups parts of channels and units that have nothing to do with each other
 * @param initializer of the weight; the bias starts at 0
 */
public record Convolution(
        int units,
        int kernel,
        int stride,
        Padding padding,
        int dilation,
        int groups,
        Initializer initializer,
        boolean bias)
        implements Layer {
    /** Checks the numbers. */
    public Convolution {
        Require.atLeastOne("conv", units);
        Require.atLeastOne("kernel", kernel);
        Require.atLeastOne("stride", stride);
        Require.present("padding", padding);
        Require.atLeastOne("dilation", dilation);
        Require.atLeastOne("groups", groups);
        Require.that(units % groups == 0, "groups", groups, "a divisor of the " + units + " units");
        Require.present("initializer", initializer);
    }

    /** Returns a convolution with bias, He's weights, and as many places as pixels. */
    public static Convolution of(int units, int kernel) {
        return new Convolution(units, kernel, 1, Padding.SAME, 1, 1, new Initializer.HeNormal(), true);
    }

    @Override
    public String kind() {
        return "conv";
    }

    @Override
    public boolean hasProduct() {
        return true;
    }

    @Override
    public Value apply(Scope at, Value x) {
        Shape image = Images.require(x);
        int channels = image.dim(2);
        Require.that(channels % groups == 0, "groups", groups, "a divisor of the " + channels + " channels");
        Window window = new Window(
                padding.axis(image.dim(0), kernel, stride, dilation),
                padding.axis(image.dim(1), kernel, stride, dilation));
        Value weight = at.parameter("weight", Shape.of(kernel, kernel, channels / groups, units), initializer);
        Value y = x.convolve(weight, window, groups);
        return bias ? y.plus(at.parameter("bias", Shape.of(units), Initializer.ZEROS)) : y;
    }
}
