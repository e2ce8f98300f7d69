package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds beside it for a driver that runs where it was submitted. */
abstract class ClientContract extends ManagerContract {
    ClientContract() {
        super(Manager.Mode.CLIENT);
    }

    @Test
    void interruptedTrainingSaysHowToGoOn() throws IOException, InterruptedException {
        try (Command training = launch("interrupted", "train", conf(LONG), "--name", "interrupted")) {
            awaitStages("interrupted");
            awaitCheckpoint("interrupted");
            training.interrupt();
            assertNotEquals(0, training.await(END), training.tail());
            assertTrue(training.output().contains("Stopped. The run interrupted goes on"), training.tail());
        }
        assertEquals(1, onlyRun("interrupted").path("attempts").size());
    }

    @Test
    void linksAreEncryptedWhereSparkIs() throws IOException, InterruptedException {
        assumeTrue(manager.makesSecrets(), "here each machine of the cluster must know the secret of its applications");
        String said = succeed(
                "encrypted",
                "train",
                conf(1),
                "--name",
                "encrypted",
                "--set",
                "spark.authenticate=true",
                "--set",
                "spark.network.crypto.enabled=true");
        assertFalse(said.contains("strangers"), said);
        assertEquals(1, onlyRun("encrypted").path("attempts").size());
    }

    @Test
    void gpusThatAreAskedForReachTheStages() throws IOException, InterruptedException {
        Path script = Gpu.script(folder);
        List<String> words = new ArrayList<>(List.of("train", conf(1), "--name", "gpus"));
        Gpu.properties(script).forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        succeed("gpus", words.toArray(String[]::new));
        JsonNode stages = onlyRun("gpus").path("attempts").get(0).path("stages");
        assertEquals(STAGES, stages.size(), stages.toPrettyString());
        stages.forEach(stage ->
                assertEquals("[\"" + Gpu.ADDRESS + "\"]", stage.path("gpus").toString()));
    }
}
