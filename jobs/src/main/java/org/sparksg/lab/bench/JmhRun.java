package org.sparksg.lab.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs {@link KernelBenchmark}; the only class that calls JMH, which the bundle for installed Sparks lacks. */
record JmhRun(double seconds, int iterations, int forks) {

    /** Microseconds a call: the median of the iterations, and the fastest one. */
    record Times(double medianUs, double leastUs) {}

    Times of(String backend, String primitive, String shape) {
        TimeValue length = TimeValue.nanoseconds((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
        Options options = new OptionsBuilder()
                .include("^" + KernelBenchmark.class.getName().replace(".", "\\.") + "\\.")
                .param("backend", backend)
                .param("primitive", primitive)
                .param("shape", shape)
                .warmupIterations(iterations)
                .warmupTime(length)
                .measurementIterations(iterations)
                .measurementTime(length)
                .forks(forks)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        try {
            Statistics times =
                    new Runner(options).runSingle().getPrimaryResult().getStatistics();
            return new Times(times.getPercentile(50), times.getMin());
        } catch (RunnerException e) {
            throw new IllegalStateException(
                    "JMH, " + primitive + " " + shape + " on " + backend + ": " + e.getMessage(), e);
        }
    }
}
