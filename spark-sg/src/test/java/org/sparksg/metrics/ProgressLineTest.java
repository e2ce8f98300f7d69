package org.sparksg.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgressLineTest {
    private final AtomicLong clock = new AtomicLong(-5); // System.nanoTime() may be negative
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final ProgressText text = new ProgressText("mnist");

    private void after(int seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static Progress progress(int stage, long batchId, double loss) {
        return new Progress(stage, batchId, 1000, 3, loss, 12345.6 - stage, 0.97 - 0.1 * stage, 2, 0, 0.1, 0, 0);
    }

    private static Event.Evaluation evaluation(double accuracy) {
        return new Event.Evaluation(400, 3, "test", 10_000, 0.1, accuracy);
    }

    /** Two stages, batches 99 to 399 in a minute. */
    private void run() {
        text.accept(progress(0, 99, Double.NaN), clock.get());
        text.accept(progress(1, 99, 0.5), clock.get());
        after(60);
        text.accept(evaluation(0.98125));
        text.accept(progress(0, 410, Double.NaN), clock.get());
        text.accept(progress(1, 399, 0.1234), clock.get());
    }

    @Test
    void thePlainLineTellsAllAboutTheRun() {
        run();
        assertEquals(
                "mnist   40% 400/1000  epoch 4  12345 examples/s  0:02:00 left  loss 0.1234  test accuracy 98.13%  busy 97% 87%",
                text.plain());
    }

    @Test
    void theLineWithBarTellsTheSame() {
        run();
        assertEquals(
                "mnist   40% [############..................] 400/1000  epoch 4  12345 examples/s  0:02:00 left  loss 0.1234"
                        + "  test accuracy 98.13%  busy 97% 87%",
                text.withBar(160));
    }

    @Test
    void theBarTakesTheRoomThatIsLeft() {
        run();
        String line = text.withBar(text.plain().length() + 13);
        assertTrue(line.startsWith("mnist   40% [####......] 400/1000"), line);
        assertEquals(text.plain().length() + 13, line.length());
    }

    @Test
    void onANarrowTerminalTheLineIsCutOff() {
        run();
        assertEquals("mnist   40% 400/1000", text.withBar(20));
    }

    @Test
    void beforeTheFirstReportTheLineSaysSo() {
        assertEquals("mnist  waiting for the first report of a stage", text.plain());
    }

    @Test
    void theTimeLeftIsUnknownAtFirst() {
        text.accept(progress(0, 99, 0.5), clock.get());
        assertTrue(text.plain().contains("  -:--:-- left"), text.plain());
    }

    @Test
    void aFinishedRunHasNoTimeLeft() {
        text.accept(progress(0, 99, 0.5), clock.get());
        after(60);
        text.accept(progress(0, 999, 0.5), clock.get());
        assertTrue(
                text.plain().startsWith("mnist  100% 1000/1000  epoch 4  12346 examples/s  0:00:00 left"),
                text.plain());
    }

    @Test
    void withoutLossAndAccuracyTheLineLeavesThemOut() {
        text.accept(evaluation(Double.NaN));
        text.accept(progress(0, 99, Double.NaN), clock.get());
        assertEquals("mnist   10% 100/1000  epoch 4  12346 examples/s  -:--:-- left  busy 97%", text.plain());
    }

    @Test
    void inALogThereIsOneLinePerInterval() {
        try (ProgressLine line = ProgressLine.inLog("mnist", Duration.ofSeconds(10), lines::add, clock::get)) {
            for (int second = 0; second < 25; second++) {
                line.accept(progress(0, second, 0.5));
                after(1);
            }
        }
        assertEquals(
                List.of("1/1000", "11/1000", "21/1000", "25/1000"), // the last one when it is closed
                lines.stream()
                        .map(line -> line.replaceAll(".*% (\\d+/1000).*", "$1"))
                        .toList());
    }

    @Test
    void inALogThereAreNoControlCharacters() {
        try (ProgressLine line = ProgressLine.inLog("mnist", Duration.ofSeconds(10), lines::add, clock::get)) {
            line.accept(progress(0, 1, 0.5));
        }
        assertTrue(lines.get(0).chars().noneMatch(Character::isISOControl), lines.get(0));
    }

    @Test
    void aClosedLogLineSaysNothingTwice() {
        ProgressLine line = ProgressLine.inLog("mnist", Duration.ofSeconds(10), lines::add, clock::get);
        line.accept(progress(0, 1, 0.5));
        line.close();
        line.close();
        assertEquals(1, lines.size());
    }

    @Test
    void aTerminalShowsTheLastState() {
        try (ProgressLine line =
                ProgressLine.on("mnist", new DelegatingProgressBarConsumer(lines::add, 100), clock::get)) {
            line.accept(progress(0, 99, 0.5));
            after(90);
            line.accept(progress(0, 199, 0.25));
        }
        assertEquals(
                "mnist   20% [##...........] 200/1000  epoch 4  12346 examples/s  0:12:00 left  loss 0.2500  busy 97%",
                lines.get(lines.size() - 1));
    }

    @Test
    void aBatchBeyondTheRunIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> progress(0, 1000, 0.5));
    }
}
