package org.sparksg.spark;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Measures time from a moment on.
 *
 * @param clock a clock in nanoseconds, such as {@link System#nanoTime}
 * @param startNs what it showed at that moment
 */
record Stopwatch(LongSupplier clock, long startNs) {

    /** Starts one now. */
    static Stopwatch start(LongSupplier clock) {
        return new Stopwatch(clock, clock.getAsLong());
    }

    Duration elapsed() {
        return Duration.ofNanos(clock.getAsLong() - startNs);
    }
}
