package org.sparksg.pipeline;

import java.util.function.LongSupplier;
import org.sparksg.data.Level;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;

/** Measures what a stage does with its time, and turns it into events. */
final class Meter {
    private static final double MS = 1e-6;

    private final int stage;
    private final int period;
    private final RunPlan plan;
    private final Sink sink;
    private final LongSupplier clock;
    private final long wallOffsetNs;
    private long idleSince;
    private long forwardNs;
    private long backwardNs;
    private long assignNs;
    private long learnNs;
    private long messageNs;
    private long waitNs;
    private long staleness;

    /**
     * Creates one.
     *
     * @param clock nanoseconds of a steady clock
     * @param wallOffsetNs what to add to it to get nanoseconds since 1970
     */
    Meter(int stage, RunPlan plan, Sink sink, LongSupplier clock, long wallOffsetNs) {
        this.stage = stage;
        this.period = plan.stages().get(stage).period();
        this.plan = plan;
        this.sink = sink;
        this.clock = clock;
        this.wallOffsetNs = wallOffsetNs;
        this.idleSince = clock.getAsLong();
    }

    long now() {
        return clock.getAsLong();
    }

    /** Books the time since the last work as waiting. */
    void endOfWait(long startNs) {
        waitNs += Math.max(0, startNs - idleSince);
    }

    /** Says that work ended now. */
    void worked() {
        idleSince = clock.getAsLong();
    }

    /** Books a stretch of work under its kind. */
    void book(Action.Kind kind, long batchId, long startNs) {
        long endNs = clock.getAsLong();
        switch (kind) {
            case FORWARD, LOSS -> forwardNs += endNs - startNs;
            case BACKWARD, BACKWARD_TO_PARAMETERS, BACKWARD_TO_INPUT, UPDATE -> backwardNs += endNs - startNs;
            case ASSIGN, AWAIT -> assignNs += endNs - startNs;
            case SEND, REMEMBER, RETURN, CONFIRM -> messageNs += endNs - startNs;
        }
        draw(kind.label(), batchId, startNs, endNs);
    }

    /** Books the training of the credit, with a gradient that many updates old. */
    void bookLearn(long batchId, long startNs, long gradientStaleness) {
        long endNs = clock.getAsLong();
        learnNs += endNs - startNs;
        staleness = gradientStaleness;
        draw("learn", batchId, startNs, endNs);
    }

    /** Books the backward pass and update of a batch that is long done, with a gradient that many updates old. */
    void bookUpdate(long batchId, long startNs, long gradientStaleness) {
        long endNs = clock.getAsLong();
        backwardNs += endNs - startNs;
        staleness = gradientStaleness;
        draw(Action.Kind.BACKWARD.label(), batchId, startNs, endNs);
    }

    /** Books the training of the credit within {@link Action.Kind#AWAIT}, which is drawn and booked as a whole. */
    void countLearn(long startNs) {
        long spent = clock.getAsLong() - startNs;
        learnNs += spent;
        assignNs -= spent;
    }

    /** Books the training of the model of the stage's inputs. */
    void bookInputs(long batchId, long startNs) {
        long endNs = clock.getAsLong();
        learnNs += endNs - startNs;
        draw("learn", batchId, startNs, endNs);
    }

    private void draw(String kind, long batchId, long startNs, long endNs) {
        int every = plan.settings().output().timelineEvery();
        if (every > 0 && batchId % every < period) { // of a stage that skips batches: the next one that it has
            sink.accept(new Event.Interval(stage, kind, batchId, startNs + wallOffsetNs, endNs + wallOffsetNs));
        }
    }

    /** Writes that examples become harder after a batch. */
    void raised(long batchId, Level level) {
        sink.accept(new Event.Raise(
                batchId, plan.calendar().epoch(batchId), level.length(), level.repeats(), level.steps()));
    }

    /** Writes the row of a finished mini-batch, and starts the next one. */
    void finish(long batchId, double meanLoss, int examples, int queueDepth) {
        sink.accept(new Event.Step(
                stage,
                batchId,
                plan.calendar().epoch(batchId),
                meanLoss,
                examples,
                forwardNs * MS,
                backwardNs * MS,
                assignNs * MS,
                learnNs * MS,
                messageNs * MS,
                waitNs * MS,
                queueDepth,
                staleness));
        forwardNs = 0;
        backwardNs = 0;
        assignNs = 0;
        learnNs = 0;
        messageNs = 0;
        waitNs = 0;
        staleness = 0;
    }
}
