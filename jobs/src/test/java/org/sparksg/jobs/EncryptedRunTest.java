package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.pipeline.RunSettings;

/** A run in an application whose traffic Spark encrypts. */
@Tag("spark")
@Timeout(240)
class EncryptedRunTest {
    @TempDir
    private Path output;

    @Test
    void stagesTrainOverSealedLinksToTheSameBits() throws Exception {
        Map<String, String> properties = Map.of(
                "spark.authenticate", "true",
                "spark.authenticate.secret", "Hush-1234",
                "spark.network.crypto.enabled", "true");
        try (SparkRuns runs = new SparkRuns(output, properties)) {
            RunSettings settings = runs.settings("sealed", "training.deterministic=true", "training.epochs=1");
            Map<String, double[]> sealedModel = SparkRuns.model(runs.run(settings));
            Map<String, double[]> plainModel = runs.runInProcess(settings);
            assertEquals(plainModel.keySet(), sealedModel.keySet());
            plainModel.forEach((name, values) -> assertArrayEquals(values, sealedModel.get(name), name));
        }
    }
}
