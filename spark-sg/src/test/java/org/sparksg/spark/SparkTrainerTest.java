package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the trainer makes of an application, without stages. */
@Timeout(120)
class SparkTrainerTest {
    @TempDir
    private Path output;

    /** Else a run in an application that encrypts would send its tensors in clear, and nobody would notice. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linksAreSealedWhereSparkEncrypts(boolean encrypted) {
        SparkConf conf = new SparkConf(false)
                .setMaster("local[1]")
                .setAppName("sealed")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        if (encrypted) {
            conf.set("spark.authenticate", "true")
                    .set("spark.authenticate.secret", "Hush-1234")
                    .set("spark.network.crypto.enabled", "true");
        }
        List<StageJob> launched = new ArrayList<>();
        GangLauncher launcher = job -> {
            launched.add(job);
            throw new IllegalArgumentException("seen");
        };
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            SparkTrainer trainer = new SparkTrainer(context, launcher, new RunListener() {});
            assertThrows(IllegalArgumentException.class, () -> trainer.train(RunOf.with("output.directory=" + output)));
        }
        assertEquals(1, launched.size());
        assertEquals(encrypted, launched.get(0).secret().seals());
    }
}
