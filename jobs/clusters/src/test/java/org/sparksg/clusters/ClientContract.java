package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What holds beside it for a driver that runs where it was submitted: it can be stopped by Ctrl-C. */
abstract class ClientContract extends ManagerContract {
    ClientContract() {
        super(Manager.Mode.CLIENT);
    }

    @Test
    @Order(2)
    void runGoesOnWithResumeAndCanBeStopped() throws IOException, InterruptedException {
        try (Command training = launch("resume", "train", conf(LONG), "--name", "once", "--resume")) {
            awaitAttempts("once", 2);
            assertTrue(fromBatch("once", 1) > 0, onlyRun("once").toPrettyString());
            training.interrupt();
            assertEquals(130, training.await(END), training.tail());
            assertTrue(training.output().contains("Stopped. The run once goes on"), training.tail());
        }
        assertEquals(2, attempts("once"));
    }

    /** Without a warning that strangers could read along or take part, which the others have. */
    @Test
    @Order(4)
    void linksAreEncryptedWhereSparkIs() throws IOException, InterruptedException {
        assumeTrue(manager.makesSecrets(), "here each machine of the cluster must know the secret of its applications");
        String said = endless().training().output();
        assertFalse(said.contains("strangers"), said);
    }

    @Override
    List<String> settings() {
        return manager.makesSecrets()
                ? List.of("spark.authenticate=true", "spark.network.crypto.enabled=true")
                : List.of();
    }

    @Override
    Map<String, String> resources() throws IOException {
        return Gpu.properties(Gpu.script(folder));
    }

    @Test
    @Order(3)
    void gpusThatWereAskedForReachTheStages() throws IOException {
        JsonNode stages = onlyRun("once").path("attempts").get(0).path("stages");
        assertEquals(STAGES, stages.size(), stages.toPrettyString());
        stages.forEach(stage ->
                assertEquals("[\"" + Gpu.ADDRESS + "\"]", stage.path("gpus").toString()));
    }
}
