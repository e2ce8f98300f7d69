package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.StageRange;
import org.sparksg.spark.ControlMessage.Launch;
import org.sparksg.storage.Claimant;
import org.sparksg.tensor.Gpus;
import org.sparksg.transport.tcp.RunSecret;

/** A driver that follows two stages, which do what a test says; a look at the clock takes a second. */
abstract class PlayedAttempt {
    static final Configuration HADOOP = new Configuration();
    static final Duration POLL = Duration.ofMillis(1);
    static final Duration START = Duration.ofSeconds(8);
    static final Launch LAUNCH = new Launch("attempt-test", 0);

    @TempDir
    Path output;

    final AtomicLong clock = new AtomicLong();
    final PlayedSpark spark = new PlayedSpark();
    final PlayedGang gang = new PlayedGang();
    RunListener listener = new RunListener() {};
    RunPlan plan;
    RunRecord record;
    Attempt attempt;

    @BeforeEach
    void prepare() throws IOException {
        plan = RunOf.plan(
                "stages=2",
                "recovery.start=" + START.toSeconds() + "s",
                "recovery.storage=0s",
                "early-stopping.patience=1",
                "data.held-out=0.1");
        record = new RunRecord(
                plan,
                RunDirectory.create(
                        HADOOP, output.toString(), "run", new Claimant("application-1", "here", Optional.empty())),
                HADOOP,
                Optional.empty(),
                Map.of());
        record.attempt(0);
        spark.executors = 2;
    }

    Attempt.Outcome launch() throws InterruptedException {
        return launch(gang);
    }

    Attempt.Outcome launch(GangLauncher launcher) throws InterruptedException {
        StageJob job =
                new StageJob(plan, LAUNCH, RunSecret.random(), record.location(), record.fence(), 0, false, Map.of());
        attempt = new Attempt(job, listener, record, () -> clock.getAndAdd(1_000_000_000), POLL);
        try {
            return attempt.launch(spark, launcher);
        } finally {
            assertEquals(List.of(), spark.listeners, "nobody listens any more");
        }
    }

    Attempt.Outcome.Broken launchInVain() throws InterruptedException {
        return assertInstanceOf(Attempt.Outcome.Broken.class, launch());
    }

    /** Tells the driver what a stage does, on the path of a real run. */
    static void tell(ControlMessage message) {
        assertDoesNotThrow(() -> new ControlPlugin().driverPlugin().receive(message));
    }

    static Placement placement(int stage) {
        return new Placement(stage, "executor-" + stage, "node" + stage, 100 + stage, "cpu", Gpus.NONE);
    }

    static void stand(int... stages) {
        for (int stage : stages) {
            tell(new ControlMessage.Ready(LAUNCH, placement(stage)));
        }
    }

    static void fail(int stage, boolean consequence, String message) {
        tell(new ControlMessage.Failed(LAUNCH, placement(stage), consequence, false, message, "the trace"));
    }

    void save(long batches, int stage) {
        StageRange range = plan.stages().get(stage);
        Manifest.StageFile file = new CheckpointStore(HADOOP, record.location())
                .write(batches, stage, 0, range.from(), range.to(), Map.of(), Map.of());
        tell(new ControlMessage.Saved(LAUNCH, batches, file, 0.5));
    }

    void saveAll(long batches) {
        IntStream.range(0, 2).forEach(stage -> save(batches, stage));
    }

    static void contains(String part, String text) {
        assertTrue(text.contains(part), text);
    }

    static void evaluate(long batch, double loss) {
        tell(new ControlMessage.Evaluated(LAUNCH, new Event.Evaluation(batch, 0, "validation", 20, loss, 0.5)));
    }
}
