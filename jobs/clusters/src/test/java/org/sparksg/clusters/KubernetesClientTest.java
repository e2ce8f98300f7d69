package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubernetesClientTest extends ClientContract implements ReadyOnKubernetes {
    @Override
    Manager start(Path place) throws IOException, InterruptedException {
        return new Kubernetes(place);
    }

    @Test
    void podsThatStayPendingAreWaitedForAndThenExplained() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("train", conf(1), "--name", "pending"));
        Map<String, String> settings = Map.of(
                "spark.kubernetes.executor.node.selector.disk",
                "none",
                "recovery.start",
                "15s",
                "recovery.restarts",
                "0",
                "recovery.back-off",
                "1s");
        settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        try (Command training = launch("pending", words.toArray(String[]::new))) {
            assertEquals(1, training.await(LIMIT), training.tail());
            String said = training.output();
            assertTrue(said.contains("0 of 2 executors are there; waiting for the others up to recovery.start"), said);
            assertTrue(said.contains("only 0 of 2 stages stood within recovery.start = 15 s"), said);
            assertTrue(said.contains("kubectl -n default describe pods -l spark-app-selector=spark-"), said);
        }
    }

    @Override
    public Path place() {
        return folder.resolve("manager");
    }
}
