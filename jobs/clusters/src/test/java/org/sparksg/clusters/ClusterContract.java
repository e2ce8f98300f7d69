package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What holds beside it for a driver that the manager starts, and starts again. */
abstract class ClusterContract extends ManagerContract {
    /** Asks Spark's own cluster to start a driver again that ends with a failure; the others do so, or know nothing of it. */
    private static final String SUPERVISED = "spark.driver.supervise=true";

    ClusterContract() {
        super(Manager.Mode.CLUSTER);
    }

    @Test
    @Order(2)
    void runGoesOnWithResume() throws IOException, InterruptedException {
        succeed("resume", "train", conf(3), "--name", "once", "--resume");
        assertEquals(2, attempts("once"));
        assertTrue(fromBatch("once", 1) > 0, onlyRun("once").toPrettyString());
    }

    @Test
    @Order(4)
    void driverThatIsStartedAgainGoesOnWithItsRun() throws IOException, InterruptedException {
        Endless run = endless();
        int before = attempts(run.name());
        Files.delete(run.conf()); // was only on the machine that it was submitted from
        kill(driver());
        manager.startDriverAgain();
        awaitAttempts(run.name(), before + 1);
        assertTrue(fromBatch(run.name(), before) > 0, onlyRun(run.name()).toPrettyString());
    }

    @Override
    List<String> settings() {
        return List.of(SUPERVISED);
    }

    /** Returns the process of the driver in the cluster, which the stand-in of this test has started. */
    private long driver() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .arguments()
                        .map(words -> manager.isDriver(String.join(" ", words)))
                        .orElse(false))
                .mapToLong(ProcessHandle::pid)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no driver"));
    }
}
