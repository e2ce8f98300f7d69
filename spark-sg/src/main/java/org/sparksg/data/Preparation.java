package org.sparksg.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Tensor;

/**
 * Makes the input of a network of the numbers of a row: what {@link FeatureSettings} ask for, with the constants that were found in the
 * training data. Numbers are scaled in 64 bits and only then narrowed to 32.
 *
 * @param settings what was asked for
 * @param features what becomes of each number of a row; empty to leave all as they are, or if the constants are not known yet
 */
public record Preparation(FeatureSettings settings, List<Feature> features) implements Serializable {
    /** Leaves numbers as they are. */
    public static final Preparation NONE = unfitted(FeatureSettings.NONE);

    /** Copies the list. */
    public Preparation {
        Require.present("settings", settings);
        features = List.copyOf(features);
    }

    /** What is asked for, before anybody has looked at the data. */
    static Preparation unfitted(FeatureSettings settings) {
        return new Preparation(settings, List.of());
    }

    /**
     * What becomes of one number {@code x}: {@code (x - shift) * factor}.
     *
     * @param fill stands for {@code x} where it is missing (NaN)
     * @param shift the number that becomes 0
     * @param factor what one unit becomes
     * @param indicated whether a further input, after all others, is 1 where it is missing and 0 elsewhere
     */
    public record Feature(double fill, double shift, double factor, boolean indicated) implements Serializable {}

    /** Finds the constants. A feature that never changes becomes 0; one that is never there is filled with 0. */
    static Preparation fit(FeatureSettings settings, List<Statistics> numbers) {
        if (settings.isNone()) {
            return NONE;
        }
        List<Feature> features = new ArrayList<>();
        for (Statistics number : numbers) {
            double fill = number.count() == 0 ? 0 : number.mean();
            boolean indicated = settings.missing() == FeatureSettings.Missing.INDICATOR && number.missing() > 0;
            features.add(
                    switch (settings.scale()) {
                        case NONE -> new Feature(fill, 0, 1, indicated);
                        case STANDARD -> new Feature(fill, fill, inverse(number.deviation()), indicated);
                        case MIN_MAX ->
                            number.count() == 0
                                    ? new Feature(0, 0, 1, indicated)
                                    : new Feature(
                                            fill,
                                            number.least(),
                                            inverse(number.largest() - number.least()),
                                            indicated);
                    });
        }
        return new Preparation(settings, features);
    }

    private static double inverse(double unit) {
        double factor = 1 / unit;
        return Double.isInfinite(factor) || Double.isNaN(factor) ? 1 : factor;
    }

    /** Returns whether numbers stay as they are. */
    public boolean keepsNumbers() {
        return features.isEmpty();
    }

    /** Returns whether a number may be missing. */
    public boolean fills() {
        return settings.fills();
    }

    /** Returns whether numbers are scaled. */
    public boolean scales() {
        return settings.scale() != FeatureSettings.Scale.NONE;
    }

    /** Returns whether numbers are to be scaled, but by constants that nobody knows yet. */
    boolean isPending() {
        return keepsNumbers() && scales();
    }

    /** Returns how many inputs come of so many numbers. */
    public int inputs(int numbers) {
        return numbers + indicated();
    }

    /** Returns how many numbers of a row make so many inputs. */
    public int numbers(int inputs) {
        return inputs - indicated();
    }

    private int indicated() {
        return (int) features.stream().filter(Feature::indicated).count();
    }

    /** Writes the inputs of a row: {@code row} has as many numbers as there are features, NaN for those missing. */
    public void apply(double[] row, float[] to) {
        int next = row.length;
        for (int i = 0; i < row.length; i++) {
            to[i] = (float) input(i, row[i]);
            if (isIndicated(i)) {
                to[next++] = Double.isNaN(row[i]) ? 1 : 0;
            }
        }
    }

    /** Writes them into a row of a matrix. */
    public void apply(double[] row, Tensor to, int index) {
        int start = index * to.columns();
        int next = start + row.length;
        for (int i = 0; i < row.length; i++) {
            to.set(start + i, input(i, row[i]));
            if (isIndicated(i)) {
                to.set(next++, Double.isNaN(row[i]) ? 1 : 0);
            }
        }
    }

    private boolean isIndicated(int index) {
        return !keepsNumbers() && features.get(index).indicated();
    }

    /** Returns the input that one number becomes. */
    double input(int index, double number) {
        if (keepsNumbers()) {
            return number;
        }
        Feature feature = features.get(index);
        double x = Double.isNaN(number) ? feature.fill() : number;
        return (x - feature.shift()) * feature.factor();
    }
}
