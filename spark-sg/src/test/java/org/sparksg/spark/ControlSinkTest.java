package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;

/** What a stage tells the driver of its events, and how often. */
class ControlSinkTest {
    private static final ControlMessage.Launch LAUNCH = new ControlMessage.Launch("run", 0);

    private final AtomicLong clock = new AtomicLong();
    private final List<ControlMessage> told = new ArrayList<>();
    private ControlSink sink;

    @BeforeEach
    void open() throws IOException {
        var readings = new ControlSink.Readings(() -> 0.125, () -> 1_000, () -> 2_000);
        sink = new ControlSink(
                RunOf.plan("training.batch-size=20", "training.epochs=2"), LAUNCH, clock::get, readings, told::add);
    }

    private void step(long batch, long staleness, int afterMs) {
        clock.addAndGet(afterMs * 1_000_000L);
        sink.accept(new Event.Step(0, batch, 0, Double.NaN, 20, 1, 1, 1, 1, 1, afterMs / 4.0, 3, staleness));
    }

    private static Event.Correction correction(long batch) {
        return new Event.Correction(0, batch, 0, 1, 1, 0.9, 0.5, 0.75, 1, false);
    }

    @Test
    void aSecondOfStepsBecomesOneReport() {
        step(0, 1, 400);
        step(1, 4, 400);
        assertEquals(List.of(), told);
        step(2, 0, 200);
        long batches = 18;
        assertEquals(
                List.of(new ControlMessage.Advanced(
                        LAUNCH, new Progress(0, 2, batches, 0, Double.NaN, 60, 0.75, 3, 4, 0.125, 1_000, 2_000))),
                told);
        step(3, 1, 1_000);
        assertEquals(1, ((ControlMessage.Advanced) told.get(1)).progress().staleness(), "of late, not of all time");
    }

    /** It keeps up with a run in which the first stage trains on four times as many examples. */
    @Test
    void aStageThatSkipsBatchesReportsHowFarTheRunIs() throws IOException {
        var readings = new ControlSink.Readings(() -> 0.125, () -> 1_000, () -> 2_000);
        sink = new ControlSink(
                RunOf.plan("training.batch-size=20", "training.epochs=2", "stages=[6, { layers = 1, every = 4 }]"),
                LAUNCH,
                clock::get,
                readings,
                told::add);
        for (long batch : new long[] {3, 7, 11, 15}) {
            clock.addAndGet(500_000_000L);
            sink.accept(new Event.Step(1, batch, 0, 0.5, 20, 1, 1, 1, 1, 1, 0, 3, 0));
        }
        List<Progress> reports = told.stream()
                .map(message -> ((ControlMessage.Advanced) message).progress())
                .toList();
        assertEquals(List.of(10L, 17L), reports.stream().map(Progress::batchId).toList());
        assertEquals(160, reports.get(0).examplesPerSecond());
    }

    @Test
    void newestCorrectionComesWithTheReport() {
        sink.accept(correction(0));
        sink.accept(correction(1));
        assertEquals(List.of(), told);
        step(2, 0, 1_000);
        assertEquals(new ControlMessage.Corrected(LAUNCH, correction(1)), told.get(1));
        step(3, 0, 1_000);
        assertEquals(3, told.size(), "and only once");
    }

    @Test
    void harderExamplesAreToldAtOnce() {
        Event.Raise raise = new Event.Raise(3, 0, 2, 1, 7);
        sink.accept(raise);
        assertEquals(List.of(new ControlMessage.Raised(LAUNCH, raise)), told);
    }

    @Test
    void correctionAfterTheLastStepIsTold() {
        sink.accept(correction(17));
        sink.roll(18);
        assertEquals(List.of(new ControlMessage.Corrected(LAUNCH, correction(17))), told);
    }
}
