package org.sparksg.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** A run of two stages in a folder of its own, whose checkpoints a test writes. */
abstract class StoredCheckpoints {
    static final Configuration CONFIGURATION = new Configuration(); // slow to make
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path run;

    CheckpointStore store;

    @BeforeEach
    void open() {
        store = new CheckpointStore(CONFIGURATION, run.toString());
    }

    static Tensor tensor(double... values) {
        return Tensor.zeros(Element.F32, Shape.of(values.length)).set(values);
    }

    Manifest manifest(long batchId, int attempt, Manifest.StageFile... stages) {
        return new Manifest("mnist", batchId, 1, attempt, "{\"layers\":[1,2]}", List.of(stages), TIME);
    }

    Manifest.StageFile stage(long batchId, int stage, int attempt) {
        return store.write(
                batchId,
                stage,
                attempt,
                stage,
                stage + 1,
                Map.of(stage + ".adam.step", "" + batchId),
                Map.of(stage + ".dense.weight", tensor(batchId, stage)));
    }

    /** A complete checkpoint of two stages. */
    Manifest commit(long batchId) {
        Manifest manifest = manifest(batchId, 0, stage(batchId, 0, 0), stage(batchId, 1, 0));
        store.commit(manifest);
        return manifest;
    }

    Path directory(long batchId) {
        return run.resolve(String.format("checkpoints/batch-%012d", batchId));
    }

    List<Long> complete() {
        return store.complete().stream().map(Manifest::batchId).toList();
    }

    List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }
}
