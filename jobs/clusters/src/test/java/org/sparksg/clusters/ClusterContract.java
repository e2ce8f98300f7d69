package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What holds beside it for a driver that the manager starts, and starts again. */
abstract class ClusterContract extends ManagerContract {
    /** Asks Spark's own cluster to start a driver again that ends with a failure; the others do so, or know nothing of it. */
    private static final String SUPERVISED = "spark.driver.supervise=true";

    ClusterContract() {
        super(Manager.Mode.CLUSTER);
    }

    @Test
    void driverThatIsStartedAgainGoesOnWithItsRun() throws IOException, InterruptedException {
        String conf = Files.copy(Path.of(conf(LONG)), folder.resolve("restarted.conf"))
                .toString();
        try (Command training = launch("restarted", "train", conf, "--name", "restarted", "--set", SUPERVISED)) {
            awaitStages("restarted");
            awaitCheckpoint("restarted");
            Files.delete(Path.of(conf)); // was only on the machine that it was submitted from
            kill(driver());
            manager.startDriverAgain();
            awaitAttempts("restarted", 2);
            end(training);
        }
        JsonNode record = onlyRun("restarted");
        assertTrue(record.path("attempts").get(1).path("from_batch").asLong() > 0, record.toPrettyString());
    }

    /** Returns the process of the driver in the cluster: that of the bundle's main class which is no executor's. */
    private long driver() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(words -> manager.isDriver(String.join(" ", words)))
                        .orElse(false))
                .mapToLong(ProcessHandle::pid)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no driver"));
    }
}
