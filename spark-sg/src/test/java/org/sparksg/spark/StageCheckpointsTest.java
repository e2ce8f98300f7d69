package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.credit.Credit;
import org.sparksg.nn.ParameterVector;
import org.sparksg.pipeline.Partition;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.StageModel;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;

/** What a run is after a checkpoint, on the same stages and on others. */
class StageCheckpointsTest {
    private static final long BATCH = 40;
    private static final Kernels KERNELS = Backend.PORTABLE.open(Precision.F32);
    private static final ControlMessage.Launch LAUNCH = new ControlMessage.Launch("test", 1);

    @TempDir
    Path run;

    private CheckpointStore store;

    @BeforeEach
    void open() {
        store = new CheckpointStore(new Configuration(), run.toString());
    }

    @Test
    void stagesThatSkippedDifferentUpdatesGoOnWhereTheyWere() throws IOException {
        Manifest saved = save(models("[3, 3, 1]"), 7, 12, 40);
        List<StageModel> resumed = restore(saved, "[3, 3, 1]");
        assertEquals(List.of(7L, 12L, 40L), steps(resumed));
        assertEquals(14, resumed.get(0).learned().get("boundary-3").updater().steps());
        assertEquals(24, resumed.get(1).learned().get("boundary-6").updater().steps());
    }

    @Test
    void layersOfSeveralStagesCountAsManyStepsAsTheOneWithTheMost() throws IOException {
        Manifest saved = save(models("[3, 3, 1]"), 7, 12, 40);
        List<StageModel> resumed = restore(saved, "[6, 1]");
        assertEquals(List.of(12L, 40L), steps(resumed));
        assertEquals(24, resumed.get(0).learned().get("boundary-6").updater().steps());
    }

    @Test
    void aStageThatIsCutInTwoHandsItsStepsToBothAndTheNewSynthesizerStartsAnew() throws IOException {
        Manifest saved = save(models("[6, 1]"), 7, 40);
        List<StageModel> resumed = restore(saved, "[3, 3, 1]");
        assertEquals(List.of(7L, 7L, 40L), steps(resumed));
        assertEquals(0, resumed.get(0).learned().get("boundary-3").updater().steps());
        assertEquals(14, resumed.get(1).learned().get("boundary-6").updater().steps());
    }

    @Test
    void weightsAndOptimizerStateFollowTheirLayers() throws IOException {
        List<StageModel> models = models("[3, 3, 1]");
        KERNELS.fill(models.get(1).variables().parameters().flat(), 0.25);
        KERNELS.fill(models.get(1).updater().state().get("adam.second").flat(), 0.5);
        StageModel resumed = restore(save(models, 7, 12, 40), "[6, 1]").get(0);
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
    void headGoesOnWhenSimilarityMatchingIsNewBesideIt() throws IOException {
        List<StageModel> models = models("[3, 3, 1]", "learning.rule=local-loss");
        Credit.Learned trained = models.get(0).learned().get("boundary-3");
        KERNELS.fill(trained.vectors().get(0).flat(), 0.25);
        KERNELS.fill(trained.updater().state().get("adam.second").flat(), 0.5);
        Manifest saved = save(models, 7, 12, 40);
        List<StageModel> resumed =
                restore(saved, models("[3, 3, 1]", "learning.rule=local-loss", "learning.auxiliary.similarity=0.99"));
        Credit.Learned head = resumed.get(0).learned().get("boundary-3");
        assertEquals(0.25, head.vectors().get(0).flat().get(0));
        assertEquals(0.5, head.updater().state().get("adam.second").flat().get(0));
        assertEquals(14, head.updater().steps());
        assertEquals(
                0,
                resumed.get(0).learned().get("boundary-3/similarity").updater().steps());
    }

    private static double[] filled(double value) {
        double[] values = new double[16];
        Arrays.fill(values, value);
        return values;
    }

    private Manifest save(List<StageModel> models, long... steps) {
        List<Manifest.StageFile> files = new ArrayList<>();
        StageCheckpoints checkpoints =
                new StageCheckpoints(store, LAUNCH, message -> files.add(((ControlMessage.Saved) message).file()));
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

    private List<StageModel> restore(Manifest manifest, String cut) throws IOException {
        return restore(manifest, models(cut));
    }

    private List<StageModel> restore(Manifest manifest, List<StageModel> models) {
        StageCheckpoints checkpoints = new StageCheckpoints(store, LAUNCH, message -> {});
        models.forEach(model -> checkpoints.restore(manifest, model));
        return models;
    }

    private static List<Long> steps(List<StageModel> models) {
        return models.stream().map(model -> model.updater().steps()).toList();
    }

    private static List<StageModel> models(String cut, String... more) throws IOException {
        List<String> overrides = new ArrayList<>(List.of(
                "stages=" + cut,
                "learning.rule=synthetic-gradients",
                "learning.synthesizer.context=label",
                "learning.update-probability=0.2"));
        overrides.addAll(List.of(more));
        RunSettings settings = RunOf.with(overrides.toArray(String[]::new));
        RunPlan plan =
                new RunPlan(settings, Partition.of(settings.network(), settings.cut(), null), 200, 0, 0, List.of());
        List<StageModel> models = new ArrayList<>();
        for (int stage = 0; stage < plan.stages().size(); stage++) {
            models.add(new StageModel(plan, stage, KERNELS));
        }
        return models;
    }
}
