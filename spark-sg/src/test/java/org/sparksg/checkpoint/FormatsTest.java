package org.sparksg.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Checkpoints of all formats stand among the test resources and stay readable for ever. */
class FormatsTest {
    private static final String DIRECTORY = "checkpoints/batch-000000000007/";

    private final Tensor weight =
            Tensor.zeros(Element.F32, Shape.of(2, 3)).set(1, -2, 0.5, 1e-40, 3.4028234663852886e38, 0);
    private final Tensor first = Tensor.zeros(Element.F32, Shape.of(2, 3)).set(6, 5, 4, 3, 2, 1);
    private final Tensor synthesizer =
            Tensor.zeros(Element.F64, Shape.of(1, 1, 2)).set(Math.PI, -0.0);

    @TempDir
    Path today;

    private static Path old() throws URISyntaxException {
        return Path.of(FormatsTest.class.getResource("format-1").toURI());
    }

    private Manifest write(Path run) {
        CheckpointStore store = new CheckpointStore(new Configuration(), run.toString());
        Manifest manifest = new Manifest(
                "mnist",
                7,
                1,
                2,
                "{\"layers\":[\"dense\",\"dense\"]}",
                List.of(
                        store.write(
                                7,
                                0,
                                2,
                                0,
                                1,
                                Map.of("stage-0.random", "c0ffee", "step", "7"),
                                Map.of("0.dense.weight", weight, "0.dense.weight/adam.first", first)),
                        store.write(
                                7, 1, 2, 1, 2, Map.of("step", "7"), Map.of("boundary-1/dense.weight", synthesizer))),
                Instant.parse("2026-01-02T03:04:05Z"));
        store.commit(manifest);
        return manifest;
    }

    @Test
    void theManifestsAreRead() throws URISyntaxException {
        CheckpointStore store = new CheckpointStore(new Configuration(), old().toString());
        assertEquals(write(today), store.newest().orElseThrow());
    }

    @Test
    void theTensorsAreRead() throws URISyntaxException {
        CheckpointStore store = new CheckpointStore(new Configuration(), old().toString());
        try (Snapshot snapshot = store.open(store.newest().orElseThrow())) {
            for (var expected : Map.of(
                            "0.dense.weight", weight,
                            "0.dense.weight/adam.first", first,
                            "boundary-1/dense.weight", synthesizer)
                    .entrySet()) {
                Tensor to = Tensor.zeros(
                        expected.getValue().type(), expected.getValue().shape());
                snapshot.read(expected.getKey(), to);
                assertArrayEquals(expected.getValue().toArray(), to.toArray(), expected.getKey());
            }
        }
    }

    @Test
    void theMetadataAreRead() throws URISyntaxException {
        CheckpointStore store = new CheckpointStore(new Configuration(), old().toString());
        try (Snapshot snapshot = store.open(store.newest().orElseThrow())) {
            assertEquals(Map.of("stage-0.random", "c0ffee", "step", "7"), snapshot.metadata());
        }
    }

    @Test
    void filesWrittenTodayEqualTheOldOnesByteForByte() throws IOException, URISyntaxException {
        write(today);
        for (String name : List.of("stage-000-a002.ssgt", "stage-001-a002.ssgt")) {
            assertArrayEquals(
                    Files.readAllBytes(old().resolve(DIRECTORY + name)),
                    Files.readAllBytes(today.resolve(DIRECTORY + name)),
                    name + " changed: a new format needs a new number and a reader of this one");
        }
    }

    /** Since format 2 it has a checksum of its own. */
    @Test
    void manifestWrittenTodayEqualsThatOfFormatTwoByteForByte() throws IOException, URISyntaxException {
        write(today);
        Path two = Path.of(FormatsTest.class.getResource("format-2").toURI());
        assertArrayEquals(
                Files.readAllBytes(two.resolve(DIRECTORY + "manifest.json")),
                Files.readAllBytes(today.resolve(DIRECTORY + "manifest.json")),
                "manifest.json changed: a new format needs a new number and a reader of this one");
    }
}
