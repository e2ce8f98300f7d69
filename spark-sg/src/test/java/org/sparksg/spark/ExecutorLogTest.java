package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutorLogTest {
    @TempDir
    private Path folder;

    private void executor(int number, int driverPort) throws IOException {
        Path log = Files.createDirectories(folder.resolve(Integer.toString(number)))
                .resolve("stderr");
        Files.writeString(
                log,
                "Spark Executor Command: \"java\" \"-Xmx600M\" \"-Dspark.driver.port=" + driverPort + "\" \"-Dx=y\"\n"
                        + "========\n\nlast words of " + number + "\n");
    }

    /** Else executors of another run, started in the same second, count as ones of this run that died. */
    @Test
    void executorsOfAnotherDriverArePassedOver() throws IOException {
        executor(0, 4567);
        executor(2, 45678);
        executor(10, 4567);
        Files.createDirectories(folder.resolve("3")); // being made
        ExecutorLog log = new ExecutorLog(folder, "4567");
        assertEquals(List.of("0", "10"), log.executors());
        assertEquals("", log.tail("2"));
        assertEquals(
                "last words of 10",
                log.tail("10").lines().reduce((a, b) -> b).orElseThrow().strip());
    }
}
