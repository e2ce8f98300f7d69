package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Takes a fixed mean off each channel, the last axis, and divides by a fixed deviation. As a layer it belongs to the model: whoever uses that
 * gives it images as they are.
 */
public record Normalise(List<Double> mean, List<Double> deviation) implements Layer {
    /** Checks the numbers. */
    public Normalise {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        Require.that(!mean.isEmpty(), "mean", mean, "one number for each channel");
        Require.that(
                deviation.size() == mean.size(), "deviation", deviation, "as many numbers as mean: " + mean.size());
        Require.that(
                deviation.stream().allMatch(number -> number > 0 && Double.isFinite(number)),
                "deviation",
                deviation,
                "numbers > 0");
        Require.that(mean.stream().allMatch(Double::isFinite), "mean", mean, "finite numbers");
    }

    @Override
    public String kind() {
        return "normalise";
    }

    @Override
    public Value apply(Scope at, Value x) {
        int channels = x.example().last();
        Require.that(mean.size() == channels, "mean", mean, "one number for each of the " + channels + " channels");
        Shape each = Shape.of(channels);
        List<Double> factors = deviation.stream().map(number -> 1 / number).toList();
        return x.standardise(
                at.statistic("scale", each, new Initializer.Numbers(factors)),
                at.statistic("shift", each, Initializer.ZEROS),
                at.statistic("mean", each, new Initializer.Numbers(mean)),
                at.statistic("variance", each, Initializer.ONES),
                0);
    }
}
