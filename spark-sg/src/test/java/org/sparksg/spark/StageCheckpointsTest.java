package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.credit.Credit;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;
import org.sparksg.nn.ParameterVector;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.StageModel;
import org.sparksg.storage.Retries;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;

/** What a run is after a checkpoint, on the same stages and on others. */
class StageCheckpointsTest {
    private static final Retries NO_RETRIES = new Retries(Duration.ZERO);

    private static final Configuration HADOOP = new Configuration();
    private static final String LOCAL = "learning.rule=local-loss";
    private static final long BATCH = 40;
    private static final Kernels KERNELS = Backend.PORTABLE.open(Precision.F32);
    private static final ControlMessage.Launch LAUNCH = new ControlMessage.Launch("test", 1);

    @TempDir
    Path output;

    private CheckpointStore store;

    @BeforeEach
    void open() {
        store = new CheckpointStore(HADOOP, output.resolve("run").toString());
    }

    @Test
    void stagesThatSkippedDifferentUpdatesGoOnWhereTheyWere() throws IOException {
        RunPlan plan = plan("[3, 3, 1]");
        List<StageModel> resumed = restore(save(plan, models(plan), 7, 12, 40), plan);
        assertEquals(List.of(7L, 12L, 40L), steps(resumed));
        assertEquals(14, beside(resumed, "boundary-3").updater().steps());
        assertEquals(24, beside(resumed, "boundary-6").updater().steps());
    }

    @Test
    void layersOfSeveralStagesCountAsManyStepsAsTheOneWithTheMost() throws IOException {
        RunPlan plan = plan("[3, 3, 1]");
        List<StageModel> resumed = restore(save(plan, models(plan), 7, 12, 40), plan("[6, 1]"));
        assertEquals(List.of(12L, 40L), steps(resumed));
        assertEquals(24, beside(resumed, "boundary-6").updater().steps());
    }

    @Test
    void aStageThatIsCutInTwoHandsItsStepsToBothAndTheNewSynthesizerStartsAnew() throws IOException {
        RunPlan plan = plan("[6, 1]");
        List<StageModel> resumed = restore(save(plan, models(plan), 7, 40), plan("[3, 3, 1]"));
        assertEquals(List.of(7L, 7L, 40L), steps(resumed));
        assertEquals(0, beside(resumed, "boundary-3").updater().steps());
        assertEquals(14, beside(resumed, "boundary-6").updater().steps());
    }

    @Test
    void weightsAndOptimizerStateFollowTheirLayers() throws IOException {
        RunPlan plan = plan("[3, 3, 1]");
        List<StageModel> models = models(plan);
        KERNELS.fill(models.get(1).variables().parameters().flat(), 0.25);
        KERNELS.fill(models.get(1).updater().state().get("adam.second").flat(), 0.5);
        StageModel resumed =
                restore(save(plan, models, 7, 12, 40), plan("[6, 1]")).get(0);
        ParameterVector parameters = resumed.variables().parameters();
        int last = parameters.slots().size() - 1; // of the upper one of the two stages
        double[] ofTheLowerStage = models.get(0).variables().parameters().get(0).toArray();
        assertArrayEquals(ofTheLowerStage, parameters.get(0).toArray());
        assertArrayEquals(filled(0.25), parameters.get(last).toArray());
        assertArrayEquals(
                filled(0.5),
                resumed.updater().state().get("adam.second").get(last).toArray());
    }

    @Test
    void aCurriculumGoesOnWhereItWas() throws IOException {
        RunPlan plan = plan("[3, 3, 1]");
        List<StageModel> models = models(plan);
        models.get(0).raises().restore(List.of(3L, 5_000_000_000L));
        Manifest manifest = save(plan, models, 1, 1, 1);
        assertEquals(
                List.of(3L, 5_000_000_000L),
                restore(manifest, plan).get(0).raises().batches());
    }

    @Test
    void headGoesOnWhenSimilarityMatchingIsNewBesideIt() throws IOException {
        RunPlan plan = plan("[3, 3, 1]", LOCAL);
        List<StageModel> models = models(plan);
        Credit.Learned trained = beside(models, "boundary-3");
        KERNELS.fill(trained.vectors().get(0).flat(), 0.25);
        KERNELS.fill(trained.updater().state().get("adam.second").flat(), 0.5);
        RunPlan more = plan("[3, 3, 1]", LOCAL, "learning.auxiliary.similarity=0.99");
        List<StageModel> resumed = restore(save(plan, models, 7, 12, 40), more);
        Credit.Learned head = beside(resumed, "boundary-3");
        assertEquals(0.25, head.vectors().get(0).flat().get(0));
        assertEquals(0.5, head.updater().state().get("adam.second").flat().get(0));
        assertEquals(14, head.updater().steps());
        assertEquals(0, beside(resumed, "boundary-3/similarity").updater().steps());
    }

    @Test
    void networkOfAnotherRuleStartsAnew() throws IOException {
        RunPlan plan = plan("[3, 3, 1]");
        List<StageModel> resumed = restore(save(plan, models(plan), 7, 12, 40), plan("[3, 3, 1]", LOCAL));
        assertEquals(List.of(7L, 12L, 40L), steps(resumed));
        assertEquals(0, beside(resumed, "boundary-3").updater().steps());
    }

    /** The driver refuses before the stages start. */
    @Test
    void otherNetworksAtTheSameBoundariesAreRefused() throws IOException {
        RunPlan plan = plan("[3, 3, 1]");
        save(plan, models(plan), 7, 12, 40);
        RunPlan other = plan("[3, 3, 1]", "learning.synthesizer.context=none", "learning.synthesizer.hidden=[8]");
        var refusal = assertThrows(IllegalArgumentException.class, () -> resume(other));
        assertEquals(
                List.of(
                        "  learning.synthesizer.context: before label, now none",
                        "  learning.synthesizer.hidden: before [], now [8]",
                        "Set what it was before, or start a new run (another name, or without --resume)"),
                refusal.getMessage().lines().skip(1).toList());
        assertTrue(refusal.getMessage().startsWith("--resume: the networks at the boundaries of "));
    }

    @Test
    void anotherRuleAnotherCutAndAnotherRateAreAccepted() throws IOException {
        RunPlan plan = plan("[3, 3, 1]");
        save(plan, models(plan), 7, 12, 40);
        String none = "learning.synthesizer.context=none";
        for (RunPlan other : List.of(
                plan("[3, 3, 1]", "learning.synthesizer.optimizer.learning-rate=0.1", "learning.gate=0.5"),
                plan("[3, 3, 1]", LOCAL, none, "learning.auxiliary.hidden=[8]"),
                plan("[3, 3, 1]", "learning.rule=locked", "learning.update-probability=1", none),
                plan("[4, 3]", none))) {
            assertDoesNotThrow(() -> resume(other));
        }
    }

    /** What the driver does first. */
    private void resume(RunPlan plan) throws IOException {
        Files.writeString(output.resolve("run/run.json"), "{\"name\": \"run\"}");
        new RunRecord(
                        plan,
                        RunDirectory.existing(HADOOP, output.toString(), "run"),
                        HADOOP,
                        RunDirectory.existing(HADOOP, output.toString(), "run").read(),
                        Map.of())
                .begin(OptionalLong.empty());
    }

    private static RunPlan plan(String cut, String... more) throws IOException {
        List<String> overrides = new ArrayList<>(List.of(
                "stages=" + cut,
                "data.held-out=0",
                "learning.rule=synthetic-gradients",
                "learning.synthesizer.context=label",
                "learning.update-probability=0.2",
                "training.epochs=20"));
        overrides.addAll(List.of(more));
        return RunOf.plan(overrides.toArray(String[]::new));
    }

    private static double[] filled(double value) {
        double[] values = new double[16];
        Arrays.fill(values, value);
        return values;
    }

    private Manifest save(RunPlan plan, List<StageModel> models, long... steps) {
        List<Manifest.StageFile> files = new ArrayList<>();
        StageCheckpoints checkpoints = new StageCheckpoints(
                store, plan, LAUNCH, () -> {}, message -> files.add(((ControlMessage.Saved) message).file()));
        for (int stage = 0; stage < models.size(); stage++) {
            StageModel model = models.get(stage);
            model.updater().restore(steps[stage]);
            long lessons = 2 * steps[stage]; // a synthesizer learns from batches that its stage skips
            model.learned().values().forEach(part -> part.updater().restore(lessons));
            checkpoints.save(BATCH, model);
        }
        Manifest manifest = new Manifest("test", BATCH, 1, 1, "{}", files, Instant.EPOCH);
        store.commit(manifest);
        return manifest;
    }

    private List<StageModel> restore(Manifest manifest, RunPlan plan) {
        List<StageModel> models = models(plan);
        StageCheckpoints checkpoints = new StageCheckpoints(store, plan, LAUNCH, () -> {}, message -> {});
        models.forEach(model -> checkpoints.restore(manifest, model));
        return models;
    }

    private static List<Long> steps(List<StageModel> models) {
        return models.stream().map(model -> model.updater().steps()).toList();
    }

    private static Credit.Learned beside(List<StageModel> models, String part) {
        return models.stream()
                .map(model -> model.learned().get(part))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private static List<StageModel> models(RunPlan plan) {
        List<StageModel> models = new ArrayList<>();
        for (int stage = 0; stage < plan.stages().size(); stage++) {
            models.add(new StageModel(plan, stage, KERNELS));
        }
        return models;
    }

    /** A stage that is told to stop while the file system has trouble must not bear it: nobody needs its last rows. */
    @Test
    @Timeout(20)
    void rowsOfAStageThatEndsDoNotWaitForAFileSystem() {
        AtomicBoolean ending = new AtomicBoolean();
        Runnable trouble = () -> {
            ending.set(true);
            throw new UncheckedIOException(new IOException("No space left on device"));
        };
        FencedSink rows = new FencedSink(trouble, new Retries(Duration.ofMinutes(5), ending::get), Sink.NONE);
        assertThrows(UncheckedIOException.class, () -> rows.roll(1));
    }

    /** Else a stage whose driver lost the run would write beside the new driver's stages. */
    @Test
    void nothingIsWrittenForADriverThatLostItsRun() throws IOException {
        RunPlan plan = plan("[4, 3]");
        Runnable lost = () -> {
            throw new IllegalStateException("taken over");
        };
        StageCheckpoints checkpoints = new StageCheckpoints(store, plan, LAUNCH, lost, message -> {
            throw new AssertionError("told " + message);
        });
        assertThrows(
                IllegalStateException.class,
                () -> checkpoints.save(BATCH, models(plan).get(0)));
        assertFalse(Files.exists(output.resolve("run/checkpoints")));
        List<String> heard = new ArrayList<>();
        Sink rows = new Sink() {
            @Override
            public void accept(Event event) {}

            @Override
            public void roll(long batchId) {
                heard.add("shown");
            }

            @Override
            public void close() {
                heard.add("closed");
            }
        };
        FencedSink fenced = new FencedSink(lost, NO_RETRIES, rows);
        assertThrows(IllegalStateException.class, () -> fenced.roll(1));
        fenced.close();
        assertEquals(List.of("closed"), heard);
        new FencedSink(() -> {}, NO_RETRIES, rows).roll(1);
        assertEquals(List.of("closed", "shown"), heard);
    }
}
