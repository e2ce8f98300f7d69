package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
@Timeout(180)
class EmbeddedTrainingTest {
    @TempDir
    private Path folder;

    /** Also none of those timers that Spark starts when tasks meet at its barrier. */
    @Test
    void trainingLeavesNoThreadBehind() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), EmbeddedTraining.class.getName(), folder.toString()));
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(150, TimeUnit.SECONDS), "it has not ended");
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(out);
        assertEquals(0, process.exitValue(), String.join("\n", lines));
        assertTrue(lines.contains("trained"), String.join("\n", lines));
        List<String> alive =
                lines.stream().filter(line -> line.startsWith("alive: ")).toList();
        assertEquals(List.of(), alive, "nothing that keeps a program alive");
    }
}
