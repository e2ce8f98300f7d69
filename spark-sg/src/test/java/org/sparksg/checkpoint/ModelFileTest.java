package org.sparksg.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class ModelFileTest {
    private static final Configuration CONFIGURATION = new Configuration(); // slow to make
    private static final Network NETWORK =
            new Network(Shape.of(3), List.of(new Dense(2, Initializer.ZEROS, false)), new SoftmaxCrossEntropy());
    private static final Tensor WEIGHT =
            Tensor.zeros(Element.F32, NETWORK.parameters(0, 1).get(0).shape());

    @TempDir
    Path directory;

    private void write(List<String> classNames) {
        String name = NETWORK.parameters(0, 1).get(0).name();
        CheckpointStore store = new CheckpointStore(CONFIGURATION, directory.toString());
        Manifest.StageFile stage = store.write(7, 0, 0, 0, 1, Map.of(), Map.of(name, WEIGHT));
        store.commit(new Manifest("a", 7, 0, 0, NetworkJson.write(NETWORK), List.of(stage), Instant.EPOCH));
        try (Snapshot snapshot = store.open(store.newest().orElseThrow())) {
            ModelFile.write(CONFIGURATION, directory.toString(), NETWORK, DataNames.ofClasses(classNames), snapshot, 7);
        }
    }

    private List<String> classNames() {
        try (Kernels kernels = Backend.PORTABLE.open(Precision.F32)) {
            return TrainedModel.load(CONFIGURATION, directory.toString(), kernels, 1)
                    .classNames();
        }
    }

    private void writeWithMetadata(Map<String, String> metadata) {
        String name = NETWORK.parameters(0, 1).get(0).name();
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(directory.toString(), "model.ssgt");
        TensorFile.write(CONFIGURATION, file, metadata, Map.of(name, WEIGHT));
    }

    @Test
    void namesOfClassesComeBackInTheirOrderWhateverLettersTheyHave() {
        List<String> names = List.of("wolf, \"grey\"", "Bär\n");
        write(names);
        assertEquals(names, classNames());
    }

    @Test
    void modelOfNumberedClassesHasTheMetadataOfOlderFiles() {
        write(List.of());
        try (TensorFile file = ModelFile.open(CONFIGURATION, directory.toString())) {
            assertEquals(Map.of("network", NetworkJson.write(NETWORK), "batches", "7"), file.metadata());
        }
    }

    @Test
    void namesOfColumnsComeBackInTheirOrder() {
        writeWithMetadata(Map.of(
                "network", NetworkJson.write(NETWORK), "batches", "7", "columns", "{\"z\":1,\"a\":2}", "label", "y"));
        try (TensorFile file = ModelFile.open(CONFIGURATION, directory.toString())) {
            DataNames names = ModelFile.names(file);
            assertEquals(List.of("z", "a"), List.copyOf(names.columns().keySet()));
            assertEquals("y", names.label());
        }
    }

    @Test
    void namesOfColumnsThatDoNotFitTheInputAreRefused() {
        writeWithMetadata(Map.of("network", NetworkJson.write(NETWORK), "batches", "7", "columns", "{\"z\":1}"));
        var refusal = assertThrows(CheckpointException.class, this::classNames);
        assertTrue(refusal.getMessage().contains("names and widths, 3 in all"), refusal.getMessage());
    }

    @Test
    void fileFromBeforeThereWereNamesIsReadAsOneWithout() {
        writeWithMetadata(Map.of("network", NetworkJson.write(NETWORK), "batches", "7"));
        assertEquals(List.of(), classNames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat, dog", "[\"cat\"]", "[\"cat\", null]", "null", "{}"})
    void namesThatDoNotFitTheOutputsAreRefused(String names) {
        writeWithMetadata(Map.of("network", NetworkJson.write(NETWORK), "classes", names));
        var refusal = assertThrows(CheckpointException.class, this::classNames);
        assertTrue(
                refusal.getMessage().contains("model.ssgt: classes = " + names + ": must be a JSON list of 2 texts"),
                refusal.getMessage());
    }
}
