package org.sparksg.spark;

import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.metrics.Sink;
import org.sparksg.pipeline.RunPlan;

/** Tells the driver what it should know at once: evaluations, and about once a second how far the stage is. */
final class ControlSink implements Sink {
    private static final long INTERVAL_NS = 1_000_000_000;

    private final RunPlan plan;
    private final ControlMessage.Launch launch;
    private final LongSupplier clock;
    private final Readings readings;
    private final Consumer<ControlMessage> driver;
    private long lastNs;
    private long examples;
    private double waitMs;
    private long staleness;
    private Event.Correction correction; // that the driver has not heard of, or null

    /**
     * What is read when the driver is told.
     *
     * @param creditLoss of the stage's credit, see {@link org.sparksg.credit.Credit#loss}
     * @param sentBytes what the stage has given to its links
     * @param receivedBytes what came over them
     */
    record Readings(DoubleSupplier creditLoss, LongSupplier sentBytes, LongSupplier receivedBytes) {}

    ControlSink(
            RunPlan plan,
            ControlMessage.Launch launch,
            LongSupplier clock,
            Readings readings,
            Consumer<ControlMessage> driver) {
        this.plan = plan;
        this.launch = launch;
        this.clock = clock;
        this.readings = readings;
        this.driver = driver;
        this.lastNs = clock.getAsLong();
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Evaluation evaluation) {
            driver.accept(new ControlMessage.Evaluated(launch, evaluation));
        } else if (event instanceof Event.Raise raise) {
            driver.accept(new ControlMessage.Raised(launch, raise));
        } else if (event instanceof Event.Correction newest) {
            correction = newest;
        } else if (event instanceof Event.Step step) {
            step(step);
        }
    }

    private void step(Event.Step step) {
        int period = plan.stages().get(step.stage()).period();
        long passed = Math.min(step.batchId() + period, plan.calendar().batches());
        examples += (long) step.examples() * period;
        waitMs += step.waitMs();
        staleness = Math.max(staleness, step.staleness());
        long now = clock.getAsLong();
        boolean end = passed == plan.calendar().batches();
        if (now - lastNs < INTERVAL_NS && !end) {
            return;
        }
        report(step, passed - 1, (now - lastNs) * 1e-9);
        lastNs = now;
        examples = 0;
        waitMs = 0;
        staleness = 0;
    }

    private void report(Event.Step step, long batchId, double seconds) {
        driver.accept(new ControlMessage.Advanced(
                launch,
                new Progress(
                        step.stage(),
                        batchId,
                        plan.calendar().batches(),
                        step.epoch(),
                        step.loss(),
                        examples / seconds,
                        Math.max(0, Math.min(1, 1 - waitMs * 1e-3 / seconds)),
                        step.queueDepth(),
                        staleness,
                        readings.creditLoss().getAsDouble(),
                        readings.sentBytes().getAsLong(),
                        readings.receivedBytes().getAsLong())));
        reportCorrection();
    }

    private void reportCorrection() {
        if (correction != null) {
            driver.accept(new ControlMessage.Corrected(launch, correction));
            correction = null;
        }
    }

    /** Corrections come back after the last step, too. */
    @Override
    public void roll(long batchId) {
        reportCorrection();
    }

    @Override
    public void close() {}
}
