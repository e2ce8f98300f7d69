package org.sparksg.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.data.FeatureSettings;
import org.sparksg.data.Preparation;
import org.sparksg.tensor.Tensor;

@Timeout(60)
class CheckpointStoreTest extends StoredCheckpoints {
    @Test
    void namesOfColumnsAndClassesComeBackInTheirOrder() {
        Map<String, Integer> columns = new LinkedHashMap<>();
        columns.put("z", 1);
        columns.put("a, \"b\"", 2);
        DataNames names = new DataNames(
                columns,
                "y",
                List.of("dog", "cat"),
                new Preparation(
                        new FeatureSettings(FeatureSettings.Scale.STANDARD, FeatureSettings.Missing.INDICATOR),
                        List.of(new Preparation.Feature(0.1, 1.0 / 3, 7, true))));
        Map<String, String> facts = Map.of("seed", "7", "data", "a \"b\"");
        store.commit(new Manifest("mnist", 3, 1, 0, "{}", names, facts, List.of(stage(3, 0, 0)), TIME));
        DataNames found = store.newest().orElseThrow().names();
        assertEquals(names, found);
        assertEquals(facts, store.newest().orElseThrow().facts());
        assertEquals(List.copyOf(columns.keySet()), List.copyOf(found.columns().keySet()));
    }

    @Test
    void aManifestComesBackWithEveryValue() {
        assertEquals(Optional.of(commit(1200)), store.newest());
    }

    @Test
    void filesHaveTheirDocumentedNames() throws IOException {
        commit(1200);
        assertEquals(List.of("manifest.json", "stage-000-a000.ssgt", "stage-001-a000.ssgt"), names(directory(1200)));
    }

    @Test
    void aRunWithoutCheckpointsHasNone() {
        assertEquals(Optional.empty(), store.newest());
    }

    @Test
    void aPathWithoutSchemeBecomesAbsolute() {
        CheckpointStore relative = new CheckpointStore(CONFIGURATION, "runs/mnist");
        assertEquals(
                "file:" + Path.of("runs/mnist").toAbsolutePath()
                        + "/checkpoints/batch-000000001200/stage-002-a001.ssgt",
                relative.stageFile(1200, 2, 1).toString());
    }

    @Test
    void theNewestIsFound() {
        commit(600);
        commit(1200);
        assertEquals(1200, store.newest().orElseThrow().batchId());
    }

    @Test
    void noCommitBeforeEveryFileIsThere() {
        Manifest.StageFile missing = new Manifest.StageFile(1, "stage-001-a000.ssgt", 100, 0, 1, 2);
        Manifest manifest = manifest(1200, 0, stage(1200, 0, 0), missing);
        CheckpointException e = assertThrows(CheckpointException.class, () -> store.commit(manifest));
        assertTrue(e.getMessage().contains("cannot be committed: stage-001-a000.ssgt is missing"), e.getMessage());
    }

    @Test
    void aCompleteCheckpointIsNotReplaced() {
        Manifest first = commit(1200);
        Manifest second = manifest(1200, 1, stage(1200, 0, 1));
        assertThrows(CheckpointException.class, () -> store.commit(second));
        assertEquals(Optional.of(first), store.newest());
    }

    @Test
    void aSnapshotShowsTheTensorsOfAllStages() {
        Manifest manifest = commit(1200);
        try (Snapshot snapshot = store.open(manifest)) {
            assertEquals(Set.of("0.dense.weight", "1.dense.weight"), snapshot.names());
            assertEquals(Map.of("0.adam.step", "1200", "1.adam.step", "1200"), snapshot.metadata());
        }
    }

    @Test
    void aSnapshotReadsFromWhicheverStageHasTheTensor() {
        Manifest manifest = commit(1200);
        try (Snapshot snapshot = store.open(manifest)) {
            List<double[]> read = new ArrayList<>();
            for (String name : snapshot.names()) {
                Tensor to = tensor(0, 0);
                snapshot.read(name, to);
                read.add(to.toArray());
            }
            assertArrayEquals(new double[][] {{1200, 0}, {1200, 1}}, read.toArray());
        }
    }

    @Test
    void aSnapshotKnowsWhatItContains() {
        Manifest manifest = commit(1200);
        try (Snapshot snapshot = store.open(manifest)) {
            assertTrue(snapshot.contains("1.dense.weight"));
            assertFalse(snapshot.contains("2.dense.weight"));
            CheckpointException e =
                    assertThrows(CheckpointException.class, () -> snapshot.read("2.dense.weight", tensor(0, 0)));
            assertTrue(e.getMessage().contains("has no tensor 2.dense.weight"), e.getMessage());
        }
    }

    private Manifest.StageFile second(Map<String, String> metadata, String name) {
        return store.write(1200, 1, 0, 1, 2, metadata, Map.of(name, tensor(1, 2)));
    }

    @Test
    void aTensorInTwoFilesIsAnError() {
        Manifest manifest = manifest(1200, 0, stage(1200, 0, 0), second(Map.of(), "0.dense.weight"));
        CheckpointException e = assertThrows(CheckpointException.class, () -> store.open(manifest));
        assertTrue(
                e.getMessage().contains("stage-001-a000.ssgt: tensor 0.dense.weight is in another file"),
                e.getMessage());
    }

    @Test
    void metadataThatContradictAreAnError() {
        Manifest manifest = manifest(1200, 0, stage(1200, 0, 0), second(Map.of("0.adam.step", "7"), "1.dense.weight"));
        CheckpointException e = assertThrows(CheckpointException.class, () -> store.open(manifest));
        assertTrue(e.getMessage().contains("metadata 0.adam.step = 7, but another file"), e.getMessage());
    }

    @Test
    void pruningKeepsTheNewest() {
        for (int batch = 1; batch <= 5; batch++) {
            commit(batch);
        }
        store.prune(2, Set.of());
        assertEquals(List.of(5L, 4L), complete());
    }

    @Test
    void pruningKeepsWhatIsNamed() {
        commit(1);
        commit(2);
        commit(3);
        commit(4);
        store.prune(1, Set.of(2L));
        assertEquals(List.of(4L, 2L), complete());
    }

    @Test
    void pruningRemovesOldIncompleteOnesAndLeavesNewOnes() throws IOException {
        stage(1, 0, 0);
        commit(2);
        stage(3, 0, 0);
        store.prune(1, Set.of(2L));
        assertEquals(List.of("batch-000000000002", "batch-000000000003"), names(run.resolve("checkpoints")));
    }

    @Test
    void pruningRemovesFilesThatNoManifestNames() throws IOException {
        stage(2, 0, 7);
        commit(2);
        store.prune(1, Set.of(2L));
        assertEquals(List.of("manifest.json", "stage-000-a000.ssgt", "stage-001-a000.ssgt"), names(directory(2)));
    }

    @Test
    void pruningWithoutACompleteCheckpointRemovesNothing() throws IOException {
        stage(1, 0, 0);
        store.prune(1, Set.of(2L));
        assertEquals(List.of("batch-000000000001"), names(run.resolve("checkpoints")));
    }

    @Test
    void layersWithAGapAreRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> manifest(
                        1, 0, new Manifest.StageFile(0, "a", 1, 0, 0, 2), new Manifest.StageFile(1, "b", 1, 0, 3, 4)));
        assertTrue(e.getMessage().contains("must be stage 1 and begin at layer 2"), e.getMessage());
    }
}
