package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.Model;
import org.sparksg.data.DataException;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Placement;
import org.sparksg.spark.RunFailedException;
import org.sparksg.spark.RunResult;

/** Runs on executors in JVMs of their own: the same results as in one process, also when an executor dies. */
@Tag("spark")
@Timeout(240)
class SparkRunTest {
    private static final String[] DETERMINISTIC = {"training.deterministic=true", "corrections.every=7"};

    @TempDir
    static Path output;

    private static SparkRuns runs;

    @BeforeAll
    static void start() {
        runs = new SparkRuns(output);
    }

    @AfterAll
    static void stop() {
        runs.close();
    }

    @Nested
    class Rules extends RulesOnSpark {
        Rules() {
            super(runs);
        }
    }

    @Nested
    class Streamed extends StreamedRuns {
        Streamed() {
            super(runs);
        }
    }

    @Test
    void deterministicRunsOnExecutorsAndInOneProcessGiveTheSameBits() throws IOException, InterruptedException {
        SparkRuns.Heard heard = new SparkRuns.Heard();
        RunResult first = runs.run(runs.settings("bits", DETERMINISTIC), false, heard);
        RunResult second = runs.run(runs.settings("bits", DETERMINISTIC));
        assertDifferentProcesses(heard.placements.get(0));
        assertTrue(second.directory().endsWith("bits-2"), second.directory());
        assertSame(SparkRuns.model(first), SparkRuns.model(second));
        assertSame(runs.runInProcess(runs.settings("bits", DETERMINISTIC)), SparkRuns.model(first));
    }

    private static void assertDifferentProcesses(List<Placement> placements) {
        Set<Long> pids = new HashSet<>(placements.stream().map(Placement::pid).toList());
        pids.add(ProcessHandle.current().pid());
        assertEquals(placements.size() + 1, pids.size(), placements.toString());
    }

    /** Deterministic, since Adam makes steps of one size of the gradients that are rounding alone, such as those of dark pixels. */
    @Test
    void lockedRunOnExecutorsIsTheUnsplitNetwork() throws IOException, InterruptedException {
        String[] locked = {"learning.rule=locked", "corrections.every=0", "training.deterministic=true", "stages=3"};
        RunResult split = runs.run(runs.settings("locked", locked));
        locked[3] = "stages=1";
        Map<String, double[]> whole = runs.runInProcess(runs.settings("locked", locked));
        Map<String, double[]> model = SparkRuns.model(split);
        assertEquals(87, split.batches());
        whole.forEach((name, values) -> {
            double scale = java.util.Arrays.stream(values).map(Math::abs).max().orElse(1);
            assertArrayEquals(values, model.get(name), 1e-6 * scale, name);
        });
    }

    @Test
    void runGoesOnByItselfWhenAnExecutorIsKilled() throws IOException, InterruptedException {
        RunSettings settings = runs.settings("killed", "training.epochs=12", "checkpoint.every=20");
        SparkRuns.Heard heard = new SparkRuns.Heard() {
            @Override
            public void saved(long batchesDone) {
                super.saved(batchesDone);
                if (batchesDone == 60) {
                    kill(placements.get(0).get(1).pid());
                }
            }
        };
        RunResult result = runs.run(settings, false, heard);
        assertEquals(1, heard.failures.size(), heard.failures.toString());
        String cause = heard.failures.get(0);
        assertTrue(cause.startsWith("stage 1 (executor ") && cause.contains("was lost"), cause);
        assertEquals(2, result.attempts());
        assertEachBatchOnce(result, 3);
        assertTrue(result.modelEvaluation().orElseThrow().accuracy() > 0.7, result.toString());
    }

    static void kill(long pid) {
        try {
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertEachBatchOnce(RunResult result, int stages) {
        SparkSession session =
                SparkSession.builder().sparkContext(runs.context().sc()).getOrCreate();
        Dataset<Row> steps = session.read().parquet(result.directory() + "/steps");
        for (int stage = 0; stage < stages; stage++) {
            List<Long> found =
                    steps.where("stage = " + stage).select("batch_id").orderBy("batch_id").collectAsList().stream()
                            .map(row -> row.getLong(0))
                            .toList();
            assertEquals(LongStream.range(0, result.batches()).boxed().toList(), found, "stage " + stage);
        }
        Dataset<Row> corrections = session.read().parquet(result.directory() + "/corrections");
        assertEquals(
                corrections.count(),
                corrections.select("boundary", "batch_id").distinct().count());
    }

    @Test
    void runResumesOnAnotherNumberOfStages() throws IOException, InterruptedException {
        RunResult before = runs.run(runs.settings("resized", "training.epochs=1"));
        RunResult after =
                runs.run(runs.settings("resized", "training.epochs=3", "stages=2"), true, new SparkRuns.Heard());
        assertEquals(before.directory(), after.directory());
        assertEquals(3 * before.batches(), after.batches());
        assertTrue(
                after.modelEvaluation().orElseThrow().loss()
                        < before.modelEvaluation().orElseThrow().loss(),
                before + "\n" + after);
    }

    @Test
    void resumedRunGivesTheSameBitsAsAnUninterruptedOne() throws IOException, InterruptedException {
        String[] more = {"training.deterministic=true", "corrections.every=7", "training.epochs=2"};
        RunResult whole = runs.run(runs.settings("whole", more));
        runs.run(runs.settings("parts", "training.deterministic=true", "corrections.every=7", "training.epochs=1"));
        RunResult parts = runs.run(runs.settings("parts", more), true, new SparkRuns.Heard());
        assertSame(SparkRuns.model(whole), SparkRuns.model(parts));
    }

    @Test
    void resumingWithAnotherNetworkIsRefused() throws IOException, InterruptedException {
        runs.run(runs.settings("other", "training.epochs=1"));
        RunSettings changed = runs.settings("other", "network.layers=[{dense=32},relu,{dense=10}]", "stages=2");
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> runs.run(changed, true, new SparkRuns.Heard()));
        assertTrue(refusal.getMessage().contains("the network of"), refusal.getMessage());
    }

    @Test
    void runStopsEarlyAndScoresItsBestWeightsOnTheTestData() throws IOException, InterruptedException {
        RunResult result = runs.run(runs.settings(
                "held-out",
                "training.epochs=60",
                "early-stopping.patience=2",
                "data.held-out=0.2",
                "data.train.count=400",
                "stages=2"));
        assertTrue(result.batches() < 60 * 5, "batches " + result.batches());
        Event.Evaluation score = result.modelEvaluation().orElseThrow();
        assertEquals("test", score.split());
        assertEquals(250, score.examples());
        Event.Evaluation best = result.evaluations().stream()
                .filter(evaluation -> evaluation.split().equals("validation"))
                .min(java.util.Comparator.comparingDouble(Event.Evaluation::loss))
                .orElseThrow();
        assertEquals(best.batchId(), score.batchId());
        SparkSession session =
                SparkSession.builder().sparkContext(runs.context().sc()).getOrCreate();
        Dataset<Row> table = session.read().parquet(result.directory() + "/evaluations");
        assertEquals(result.evaluations().size(), table.count());
        assertEquals(
                1,
                table.where("split = 'test' and batch_id = " + score.batchId()).count());
    }

    @Test
    void lossThatIsNoNumberEndsTheRunAtOnce() throws IOException {
        RunSettings settings = runs.settings(
                "diverged",
                "optimizer={type=sgd,learning-rate=1e30}",
                "stages=2",
                "learning.rule=locked",
                "corrections.every=0");
        SparkRuns.Heard heard = new SparkRuns.Heard();
        var failure = assertThrows(RunFailedException.class, () -> runs.run(settings, false, heard));
        assertEquals(1, heard.failures.size(), heard.failures.toString());
        assertTrue(failure.getMessage().contains("training diverged"), failure.getMessage());
        assertTrue(failure.getMessage().contains("stage 1 (executor "), failure.getMessage());
    }

    @Test
    void failureOfAStageNamesItAndItsCause() throws IOException {
        RunSettings settings = runs.settings("stuck", "recovery.restarts=0", "transport.faults.disconnect-after=50");
        var failure = assertThrows(RunFailedException.class, () -> runs.run(settings));
        assertTrue(
                failure.getMessage().contains("stage ") && failure.getMessage().contains("--resume"),
                failure.getMessage());
    }

    @Test
    void wrongLabelEndsTheRunAtOnceWithItsPlace(@TempDir Path folder) throws IOException {
        int record = 1 + 3 * 32 * 32; // a label, then the pixels
        byte[] images = new byte[10 * record];
        Path file = Files.write(folder.resolve("batch.bin"), images);
        RunSettings settings = runs.ownSettings(
                "wrong-label",
                "data.train { format = cifar10, files = [\"" + file
                        + "\"] }\nnetwork.layers = [ { dense = 10 } ]\nstages = 1\ntraining.batch-size = 5\n");
        RunPlan plan = runs.plan(settings);
        images[3 * record] = 12; // so that only the stage that loads them meets it
        Files.write(file, images);
        SparkRuns.Heard heard = new SparkRuns.Heard();
        var failure = assertThrows(RunFailedException.class, () -> runs.run(plan, false, heard));
        assertEquals(1, heard.failures.size(), heard.failures.toString());
        assertTrue(failure.getMessage().startsWith("stage 0 (executor "), failure.getMessage());
        assertTrue(failure.getMessage().contains("label 12, expected 0..9"), failure.getMessage());
        assertThrows(DataException.class, () -> runs.plan(settings)); // and who plans with it, at once
    }

    @Test
    void modelLoadsInOneLineAndAgreesWithTheRun() throws IOException, InterruptedException {
        RunResult result = runs.run(runs.settings("model"));
        float[] logits = Model.load(result.directory()).predict(new float[784]);
        assertEquals(10, logits.length);
        for (float logit : logits) {
            assertTrue(Float.isFinite(logit));
        }
    }

    private static void assertSame(Map<String, double[]> expected, Map<String, double[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }
}
