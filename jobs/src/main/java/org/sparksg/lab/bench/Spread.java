package org.sparksg.lab.bench;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Some measurements of one thing in short; of an even number of them, the median is the upper one of the two in the middle. */
record Spread(double median, double least, double most) {

    /** Sums up measurements, of which there is at least one. */
    static Spread of(DoubleStream measurements) {
        double[] sorted = measurements.toArray();
        Arrays.sort(sorted);
        return new Spread(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }
}
