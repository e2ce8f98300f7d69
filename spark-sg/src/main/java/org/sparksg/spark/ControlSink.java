package org.sparksg.spark;

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
    private long lastNs;
    private long examples;
    private double waitMs;

    ControlSink(RunPlan plan, ControlMessage.Launch launch, LongSupplier clock) {
        this.plan = plan;
        this.launch = launch;
        this.clock = clock;
        this.lastNs = clock.getAsLong();
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Evaluation evaluation) {
            ControlPlugin.send(new ControlMessage.Evaluated(launch, evaluation));
        } else if (event instanceof Event.Step step) {
            step(step);
        }
    }

    private void step(Event.Step step) {
        examples += step.examples();
        waitMs += step.waitMs();
        long now = clock.getAsLong();
        boolean end = step.batchId() + 1 == plan.calendar().batches();
        if (now - lastNs < INTERVAL_NS && !end) {
            return;
        }
        double seconds = (now - lastNs) * 1e-9;
        double busy = Math.max(0, Math.min(1, 1 - waitMs * 1e-3 / seconds));
        ControlPlugin.send(new ControlMessage.Advanced(
                launch,
                new Progress(
                        step.stage(),
                        step.batchId(),
                        plan.calendar().batches(),
                        step.epoch(),
                        step.loss(),
                        examples / seconds,
                        busy,
                        step.queueDepth())));
        lastNs = now;
        examples = 0;
        waitMs = 0;
    }

    @Override
    public void roll(long batchId) {}

    @Override
    public void close() {}
}
