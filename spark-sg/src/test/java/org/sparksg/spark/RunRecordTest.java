package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.config.RunConfig;
import org.sparksg.data.Streaming;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Tables;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.LostLeaseException;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What the driver remembers of a run, also after it was started anew. */
class RunRecordTest {
    private static final Configuration HADOOP = new Configuration();

    private static final Claimant DRIVER = new Claimant("application-1", "here", Optional.empty());

    @TempDir
    private Path output;

    private RunPlan plan() throws IOException {
        RunConfig config = RunConfig.parse(
                "test.conf",
                "data { train { format = digits, count = 100 }, test { format = digits, count = 10 } }\n"
                        + "network.layers = [ { dense = 10 } ]\nstages = 1\ndata.held-out = 0\nname = run\n"
                        + "early-stopping { patience = 2, min-delta = 0.01 }\n",
                List.of());
        return RunOf.plan(config.settings());
    }

    private RunRecord open(RunDirectory directory, Map<String, String> facts) throws IOException {
        return new RunRecord(plan(), directory, HADOOP, LostRecord.read(directory, HADOOP, "run"), facts);
    }

    private RunRecord fresh() throws IOException {
        return open(RunDirectory.create(HADOOP, output.toString(), "run", DRIVER), Map.of("seed", "1"));
    }

    private static Event.Evaluation evaluation(long batch, double loss) {
        return new Event.Evaluation(batch, 0, "test", 10, loss, 0.5);
    }

    @Test
    void patienceIsExhaustedByEvaluationsThatAreNotBetterByTheMinimum() throws IOException {
        RunRecord record = fresh();
        record.evaluated(evaluation(10, 1.0));
        record.evaluated(evaluation(20, 0.995)); // better, but by less than 0.01
        assertFalse(record.scores().isPatienceExhausted());
        record.evaluated(evaluation(30, 0.5));
        record.evaluated(evaluation(40, 0.6));
        assertFalse(record.scores().isPatienceExhausted());
        record.evaluated(evaluation(50, 0.7));
        assertTrue(record.scores().isPatienceExhausted());
        assertEquals(30, record.scores().best().orElseThrow().batchId());
    }

    @Test
    void evaluationsOfOtherPartsDoNotDecide() throws IOException {
        RunRecord record = fresh();
        record.evaluated(evaluation(10, 1.0));
        record.evaluated(new Event.Evaluation(20, 0, "validation", 10, 2.0, 0.5));
        record.evaluated(new Event.Evaluation(30, 0, "validation", 10, 0.1, 0.5));
        assertFalse(record.scores().isPatienceExhausted());
        assertEquals(10, record.scores().best().orElseThrow().batchId());
    }

    @Test
    void runIsEvaluatedAtItsEndWhenAllPartsAre() throws IOException {
        RunRecord record = fresh();
        long batches = plan().calendar().batches();
        record.evaluated(evaluation(batches - 1, 1.0));
        assertFalse(record.scores().areComplete());
        record.evaluated(evaluation(batches, 1.0));
        assertTrue(record.scores().areComplete());
    }

    @Test
    void bestModelIsOneOfThoseThatAreLeft() throws IOException {
        RunRecord record = fresh();
        record.evaluated(evaluation(10, 0.2));
        record.evaluated(evaluation(20, 0.4));
        record.evaluated(evaluation(30, 0.6));
        List<Manifest> left = List.of(manifest(20), manifest(30), manifest(40));
        assertEquals(20, record.scores().best(left).orElseThrow().batchId());
        assertTrue(record.scores().best(List.of(manifest(40))).isEmpty());
    }

    private static Manifest manifest(long batch) {
        var file = new Manifest.StageFile(0, "stage-000-a000.ssgt", 1, 0, 0, 1);
        return new Manifest("run", batch, 0, 0, "{}", List.of(file), Instant.now());
    }

    @Test
    void rewindForgetsWhatCameAfterTheCheckpoint() throws IOException {
        RunRecord record = fresh();
        record.evaluated(evaluation(10, 1.0));
        record.evaluated(evaluation(20, 0.9));
        record.rewind(20);
        assertEquals(List.of(evaluation(10, 1.0)), record.scores().all());
    }

    @Test
    void raisesAfterTheCheckpointHappenAgain() throws IOException {
        RunRecord record = fresh();
        Event.Raise first = new Event.Raise(19, 0, 2, 0, 6);
        record.raised(first);
        record.raised(new Event.Raise(20, 0, 3, 0, 8));
        assertEquals(2, record.raises().size());
        record.rewind(20);
        assertEquals(List.of(first), record.raises());
    }

    @Test
    void attemptsAndEvaluationsAreThereAfterTheDriverStartedAnew() throws IOException {
        RunRecord record = fresh();
        record.attempt(0);
        record.evaluated(evaluation(10, 1.0));
        record.ended("Broken");
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        RunRecord again = open(directory, Map.of("seed", "1"));
        assertEquals(1, again.nextAttempt());
        assertEquals(List.of(evaluation(10, 1.0)), again.scores().all());
    }

    @Test
    void interruptIsNeitherLostNorInTheWay() throws IOException {
        RunRecord record = fresh();
        record.attempt(0);
        Thread.currentThread().interrupt();
        record.ended("Broken");
        assertTrue(Thread.interrupted(), "the next wait shall end");
        RunRecord again = open(RunDirectory.existing(HADOOP, output.toString(), "run"), Map.of("seed", "1"));
        assertEquals(1, again.nextAttempt());
    }

    /** Rows and checkpoints tell what a damaged record does not. */
    @Test
    void damagedRecordIsMendedFromTablesAndCheckpoints() throws IOException {
        RunRecord record = fresh();
        record.attempt(0);
        Tables.addEvaluation(HADOOP, record.location(), "run", 0, evaluation(1, 0.5), () -> {});
        commit(record, 1, 4);
        Files.writeString(output.resolve("run/run.json"), "{\"name");
        Files.deleteIfExists(output.resolve("run/_run.before.json"));
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        RunRecord mended = open(directory, Provenance.fixed(plan()));
        assertEquals(List.of(evaluation(1, 0.5)), mended.scores().all());
        assertEquals(6, mended.nextAttempt(), "one after attempt 4, and one that may have begun since");
        assertEquals(1, mended.begin(OptionalLong.empty()));
    }

    /** Whoever goes on asks for the order of the examples before the record is opened. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void orderOfTheExamplesIsThatOfTheCheckpointWhereTheRecordIsLost(boolean before) throws IOException {
        Path table = Files.writeString(output.resolve("t.csv"), "a,y\n" + "1,0\n2,1\n".repeat(50));
        RunPlan plan = RunOf.plan(RunConfig.parse(
                        "test.conf",
                        "data.train { format = csv, path = \"" + table + "\", label { column = y, classes = 2 } }\n"
                                + "network.layers = [ { dense = 2 } ]\nstages = 1\ndata.held-out = 0\nname = run\n",
                        List.of())
                .settings());
        RunPlan streamed = plan.with(plan.data().with(new Streaming(true, false, 32, 1)));
        RunRecord record = new RunRecord(
                streamed,
                RunDirectory.create(HADOOP, output.toString(), "run", DRIVER),
                HADOOP,
                Optional.empty(),
                Provenance.fixed(streamed));
        record.attempt(0);
        commit(record, 1, 0);
        Files.writeString(output.resolve("run/run.json"), "{");
        if (!before) {
            Files.deleteIfExists(output.resolve("run/_run.before.json"));
        }
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        Optional<RecordFile.Found> found = LostRecord.read(directory, HADOOP, "run");
        RunPlan kept = Provenance.kept(plan, found);
        assertEquals(32, kept.data().streaming().window());
        new RunRecord(kept, directory, HADOOP, found, Provenance.fixed(kept));
    }

    @Test
    void damagedRecordDoesNotHideAnotherNetwork() throws IOException {
        RunRecord record = fresh();
        commit(record, 1, 0);
        Files.writeString(output.resolve("run/run.json"), "");
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> open(directory, Map.of("network", "{\"input\":[1]}")));
        assertTrue(refusal.getMessage().startsWith("--resume: the network of "), refusal.getMessage());
    }

    /** Where the record and its copy are lost, the checkpoint still says what must not change. */
    @ParameterizedTest
    @ValueSource(strings = {"network", "data", "seed", "batch_size", "optimizer"})
    void lostRecordDoesNotHideAnotherRun(String fact) throws IOException {
        RunRecord record = fresh();
        record.attempt(0);
        commit(record, 1, 0);
        Files.delete(output.resolve("run/run.json"));
        Files.deleteIfExists(output.resolve("run/_run.before.json"));
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        Map<String, String> facts = new HashMap<>(Provenance.fixed(plan()));
        open(directory, facts);
        facts.put(fact, "[]");
        var refusal = assertThrows(IllegalArgumentException.class, () -> open(directory, facts));
        assertTrue(refusal.getMessage().startsWith("--resume: the " + fact + " of "), refusal.getMessage());
    }

    @Test
    void lostRecordOfAnotherNameIsNotTaken() throws IOException {
        RunRecord record = fresh();
        Manifest.StageFile file = write(record, 1, 0);
        record.store().commit(new Manifest("run-2", 1, 0, 0, "{}", List.of(file), Instant.now()));
        Files.writeString(output.resolve("run/run.json"), "");
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        var refusal = assertThrows(IllegalArgumentException.class, () -> open(directory, Map.of()));
        assertTrue(
                refusal.getMessage().contains("its checkpoints are of the run run-2, not of run"),
                refusal.getMessage());
    }

    @Test
    void damagedRecordWithoutCheckpointIsNoRunToGoOnWith() throws IOException {
        fresh().attempt(0);
        Files.writeString(output.resolve("run/run.json"), "");
        Files.deleteIfExists(output.resolve("run/_run.before.json"));
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        var refusal = assertThrows(IllegalArgumentException.class, () -> open(directory, Map.of()));
        assertTrue(
                refusal.getMessage()
                        .endsWith(
                                "run.json is damaged, and there is no checkpoint to go on from: start a new" + " run"),
                refusal.getMessage());
    }

    @Test
    void runBeginsAtTheCheckpointThatIsAskedFor() throws IOException {
        RunRecord record = fresh();
        record.attempt(0);
        commit(record, 1, 0);
        commit(record, 2, 0);
        assertEquals(2, record.begin(OptionalLong.empty()));
        assertEquals(1, record.begin(OptionalLong.of(1)));
        assertEquals(0, record.begin(OptionalLong.of(0)));
        var refusal = assertThrows(IllegalArgumentException.class, () -> record.begin(OptionalLong.of(3)));
        assertTrue(
                refusal.getMessage()
                        .endsWith("has no whole checkpoint after so many batches: it has some after [2, 1]; 0"
                                + " begins anew"),
                refusal.getMessage());
        record.rewind(1);
        assertEquals(1, record.batchesDone(), "what came later is put aside");
    }

    /** A driver that was stopped for a while does not know that another one has its run. */
    @Test
    void driverThatLostItsRunChangesNothing() throws IOException {
        RunRecord record = fresh();
        record.attempt(0);
        commit(record, 1, 0);
        try (RunDirectory other = RunDirectory.existing(HADOOP, output.toString(), "run")) {
            other.claim(new Claimant("application-2", "there", Optional.empty()), true);
            String before = Files.readString(output.resolve("run/run.json"));
            assertThrows(LostLeaseException.class, () -> record.evaluated(evaluation(1, 0.5)));
            assertThrows(LostLeaseException.class, () -> record.ended("Completed"));
            assertThrows(LostLeaseException.class, () -> record.rewind(0));
            assertThrows(LostLeaseException.class, () -> commit(record, 2, 0));
            assertThrows(LostLeaseException.class, () -> record.fence().check(HADOOP));
            // as if it had been stopped between its look at the owner and the change
            Manifest.StageFile late = write(record, 3, 0);
            Manifest manifest = new Manifest("run", 3, 0, 0, "{}", List.of(late), Instant.now());
            assertThrows(LostLeaseException.class, () -> record.store().commit(manifest));
            assertEquals(before, Files.readString(output.resolve("run/run.json")));
            assertEquals(
                    1,
                    new CheckpointStore(HADOOP, record.location())
                            .newest()
                            .orElseThrow()
                            .batchId());
        }
    }

    private static void commit(RunRecord record, long batch, int attempt) {
        record.commit(attempt, batch, Map.of(0, write(record, batch, attempt)));
    }

    private static Manifest.StageFile write(RunRecord record, long batch, int attempt) {
        try (Kernels kernels = new PortableKernels(Element.F32)) {
            Map<String, Tensor> tensors = Map.of("0.dense.weight", kernels.zeros(Shape.of(2, 2)));
            return record.store().write(batch, 0, attempt, 0, 1, Map.of(), tensors);
        }
    }

    @Test
    void runWithAnotherSeedIsRefused() throws IOException {
        fresh().attempt(0);
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        var refusal = assertThrows(IllegalArgumentException.class, () -> open(directory, Map.of("seed", "2")));
        assertTrue(refusal.getMessage().contains("before: 1\n  now:    2"), refusal.getMessage());
    }

    @Test
    void runThatHasTrainedLongerThanAskedForIsRefused() throws IOException {
        RunRecord record = fresh();
        record.attempt(0);
        long batches = plan().calendar().batches();
        try (Kernels kernels = new PortableKernels(Element.F32)) {
            Map<String, Tensor> tensors = Map.of("0.dense.weight", kernels.zeros(Shape.of(2, 2)));
            Manifest.StageFile file = record.store().write(batches + 1, 0, 0, 0, 1, Map.of(), tensors);
            record.store().commit(new Manifest("run", batches + 1, 1, 0, "{}", List.of(file), Instant.now()));
        }
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        RunRecord again = open(directory, Map.of("seed", "1"));
        var refusal = assertThrows(IllegalArgumentException.class, () -> again.begin(OptionalLong.empty()));
        String expected = "has trained on " + (batches + 1) + " batches, the settings ask for " + batches
                + ": raise training.epochs";
        assertTrue(refusal.getMessage().endsWith(expected), refusal.getMessage());
    }
}
