package org.sparksg.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogSinkTest {
    private final AtomicLong clock = new AtomicLong();
    private final List<String> lines = new ArrayList<>();
    private final LogSink sink = new LogSink("stage 2", Duration.ofSeconds(10), clock::get, lines::add);

    private static Event.Step step(long batchId, int examples, double loss) {
        return new Event.Step(2, batchId, 0, loss, examples, 1, 1, 0.5, 0.5, 0, 1, 0, 0);
    }

    private static Event.Correction correction(double cosine) {
        return new Event.Correction(1, 40, 2, 1, 1, cosine, 0.5, 0.75, 6, true);
    }

    @Test
    void aRollSummarisesTheStepsSinceTheLastLine() {
        sink.accept(step(7, 64, 0.5));
        sink.accept(step(8, 32, 0.25));
        sink.roll(9);
        assertEquals(List.of("stage 2: 2 steps to batch 8, 96 examples, loss 0.4167, busy 75%"), lines);
    }

    @Test
    void aStageWithoutLossTellsNone() {
        sink.accept(step(7, 64, Double.NaN));
        sink.roll(9);
        assertEquals(List.of("stage 2: 1 steps to batch 7, 64 examples, busy 75%"), lines);
    }

    @Test
    void correctionsAreSummarisedByTheirCosine() {
        sink.accept(step(7, 64, Double.NaN));
        sink.accept(correction(0.5));
        sink.accept(correction(0.75));
        sink.accept(correction(Double.NaN));
        sink.roll(9);
        assertEquals(
                List.of("stage 2: 1 steps to batch 7, 64 examples, busy 75%, cosine 0.6250 of 2 corrections"), lines);
    }

    @Test
    void thereIsOneLinePerInterval() {
        for (int second = 0; second < 25; second++) {
            clock.set(TimeUnit.SECONDS.toNanos(second));
            sink.accept(step(second, 1, Double.NaN));
        }
        assertEquals(
                List.of(
                        "stage 2: 11 steps to batch 10, 11 examples, busy 75%",
                        "stage 2: 10 steps to batch 20, 10 examples, busy 75%"),
                lines);
    }

    @Test
    void anEvaluationIsToldAtOnce() {
        sink.accept(new Event.Evaluation(600, 1, "test", 10_000, 0.125, 0.96875));
        assertEquals(
                List.of("stage 2: after batch 600 (epoch 1), test: loss 0.1250, accuracy 0.9688, 10000 examples"),
                lines);
    }

    @Test
    void aRollWithoutStepsTellsNothing() {
        sink.roll(9);
        assertEquals(List.of(), lines);
    }
}
