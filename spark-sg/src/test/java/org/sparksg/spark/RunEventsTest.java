package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.ReplayListenerBus;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerUnpersistRDD;
import org.apache.spark.util.JsonProtocol;
import org.junit.jupiter.api.Test;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.StageRange;
import org.sparksg.tensor.Gpus;

/** What Spark's event log has of a run, and who can read it. */
class RunEventsTest {
    private static final List<RunEvent> ONE_OF_EACH = List.of(
            new RunEvent.Began(
                    "run", 1, "file:/runs/run", 5, 20, List.of(new StageRange(0, 2, 0, 3), new StageRange(1, 2, 3, 7))),
            new RunEvent.AttemptStarted(
                    "run", 2, 1, List.of(new Placement(0, "3", "node7", 4711, "cpu", new Gpus(List.of("1"))))),
            new RunEvent.AttemptFailed("run", 3, 1, "stage 0: \"lost\"\n  at ü", -1, 10),
            new RunEvent.Advanced("run", 4, report(1, 7, Double.NaN)),
            new RunEvent.Corrected("run", 5, correction(0, 6, Double.NaN)),
            new RunEvent.Evaluated("run", 6, new Event.Evaluation(10, 1, "test", 100, 0.3, Double.NaN)),
            new RunEvent.Saved("run", 7, 10),
            new RunEvent.Ended("run", 8, true, "completed", 20, 2, 1.5));

    private final AtomicLong clock = new AtomicLong(-7); // System.nanoTime() may be negative
    private final List<RunEvent> told = new ArrayList<>();
    private final RunEvents events = new RunEvents(told::add, clock::get);

    private static Progress report(int stage, long batch, double loss) {
        return new Progress(stage, batch, 20, 1, loss, 1234.5, 0.75, 3, 2, 0.1, 4_000_000_000L, 17);
    }

    private static Event.Correction correction(int boundary, long batch, double cosine) {
        return new Event.Correction(boundary, batch, 0, 1, 1, cosine, 0.5, 0.75, 1, false);
    }

    @Test
    void everyKindOfEventSurvivesTheLog() {
        for (RunEvent event : ONE_OF_EACH) {
            String line = JsonProtocol.sparkEventToJsonString(event);
            assertEquals(event, JsonProtocol.sparkEventFromJson(line), line);
        }
        assertEquals(
                new HashSet<>(Arrays.asList(RunEvent.class.getPermittedSubclasses())),
                new HashSet<>(ONE_OF_EACH.stream().map(RunEvent::getClass).toList()));
    }

    /** A history server does not have our classes. */
    @Test
    void readersWithoutOurClassesPassOverOurEvents() {
        StringBuilder log = new StringBuilder();
        ONE_OF_EACH.forEach(
                event -> log.append(JsonProtocol.sparkEventToJsonString(event)).append('\n'));
        log.append(JsonProtocol.sparkEventToJsonString(new SparkListenerUnpersistRDD(9)));
        assertEquals(1 + ONE_OF_EACH.size(), replay(log.toString()).size());
        Thread thread = Thread.currentThread();
        ClassLoader all = thread.getContextClassLoader();
        thread.setContextClassLoader(new ClassLoader(all) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("org.sparksg.")) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        });
        try {
            assertEquals(List.of(new SparkListenerUnpersistRDD(9)), replay(log.toString()));
        } finally {
            thread.setContextClassLoader(all);
        }
    }

    private static List<SparkListenerEvent> replay(String log) {
        List<SparkListenerEvent> heard = new ArrayList<>();
        ReplayListenerBus bus = new ReplayListenerBus();
        bus.addListener(new SparkListener() {
            @Override
            public void onOtherEvent(SparkListenerEvent event) {
                heard.add(event);
            }

            @Override
            public void onUnpersistRDD(SparkListenerUnpersistRDD end) {
                heard.add(end);
            }
        });
        var lines = new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8));
        assertTrue(bus.replay(lines, "log", false, bus.replay$default$4()), "read to its end");
        return heard;
    }

    private <T extends RunEvent> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void begin() throws IOException {
        RunPlan plan = RunOf.plan("stages=2");
        events.planned(plan, "file:/runs/run-2", 0);
        events.started(0, List.of());
    }

    /** A day of reports every second must not become a log that no history server reads. */
    @Test
    void reportsOfManySecondsBecomeOneEventOfEachStageEveryTenSeconds() throws IOException {
        begin();
        for (int second = 0; second < 3600; second++) {
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
            events.progress(report(0, second % 20, Double.NaN));
            events.progress(report(1, second % 20, 0.5));
            events.corrected(correction(0, second, 0.9));
        }
        assertEquals(720, told(RunEvent.Advanced.class).size(), 2);
        assertEquals(360, told(RunEvent.Corrected.class).size(), 1);
    }

    @Test
    void lastReportsOfAnAttemptAreKeptHoweverShortItWas() throws IOException {
        begin();
        events.progress(report(0, 3, Double.NaN));
        events.progress(report(1, 2, 0.5));
        events.progress(report(0, 4, Double.NaN));
        events.corrected(correction(0, 3, 0.9));
        assertEquals(List.of(), told(RunEvent.Advanced.class));
        events.stagesEnded(0);
        assertEquals(
                List.of(report(0, 4, Double.NaN), report(1, 2, 0.5)),
                told(RunEvent.Advanced.class).stream()
                        .map(RunEvent.Advanced::progress)
                        .toList());
        assertEquals(
                List.of(correction(0, 3, 0.9)),
                told(RunEvent.Corrected.class).stream()
                        .map(RunEvent.Corrected::correction)
                        .toList());
        events.ended(Optional.empty(), "killed");
        assertEquals(1, told(RunEvent.Ended.class).size());
        assertTrue(told.stream().allMatch(event -> event.run().equals("run-2") && event.time() > 0), told.toString());
    }
}
