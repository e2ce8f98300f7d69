package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C ends a run in order: in a JVM of its own, as from a terminal. */
@Tag("spark")
@Timeout(240)
class InterruptionTest {
    private static final int SIGINT = 128 + 2;
    private static final int BATCHES_PER_EPOCH = 18; // 1,800 digits of 2,000 are not held out
    private static final Pattern PID = Pattern.compile(" pid (\\d+)");

    @TempDir
    private Path output;

    @Test
    void runStopsInOrderAndGoesOnWithResume() throws IOException, InterruptedException {
        List<Long> executors = new ArrayList<>();
        Process run = start("training.epochs=500");
        String said = readUntil(run, "epoch 2   batch", executors); // so that the checkpoint of the first is complete
        assertEquals(2, executors.size(), said);
        interruptAll(run.pid());
        said += readUntil(run, "Stopped. The run stopped goes on", executors);
        assertTrue(run.waitFor(60, TimeUnit.SECONDS), "still there 60 s after Ctrl-C: " + said);
        assertEquals(SIGINT, run.exitValue(), said);
        executors.forEach(InterruptionTest::assertGone);
        assertEquals("Interrupted", outcome(0));

        Process resumed = start("training.epochs=" + (epochsSaved() + 2), "--resume");
        said = readUntil(resumed, null, new ArrayList<>());
        assertEquals(0, resumed.waitFor(), said);
        assertTrue(said.contains("resumes  after "), said);
        assertEquals("Completed[]", outcome(1));
    }

    private Process start(String setting, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        // A process group of its own, that hears SIGINT also if this test runs in the background of a shell.
        command.addAll(List.of("setsid", "env", "--default-signal=INT"));
        command.addAll(MainProcess.command(List.of(), List.of("train", "../conf/quickstart.conf")));
        List<String> settings = List.of(
                "name=stopped",
                "stages=2",
                "data.train.count=2000",
                "data.test.count=100",
                "output.directory=" + output,
                "spark.executor.memory=768m",
                setting);
        settings.forEach(assignment -> command.addAll(List.of("--set", assignment)));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Reads to the line that contains a text, or to the end, and notes the processes of the stages. */
    private static String readUntil(Process process, String text, List<Long> pids) throws IOException {
        StringBuilder all = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            all.append(line).append('\n');
            Matcher pid = PID.matcher(line);
            if (pid.find()) {
                pids.add(Long.parseLong(pid.group(1)));
            }
            if (text != null && line.contains(text)) {
                return all.toString();
            }
        }
        assertTrue(text == null, "never said '" + text + "': " + all);
        return all.toString();
    }

    /** Does what a terminal does: the signal goes to the driver and to the executors, its children. */
    private static void interruptAll(long group) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-INT", "--", "-" + group)
                .inheritIO()
                .start();
        assertEquals(0, kill.waitFor());
    }

    private static void assertGone(long pid) {
        boolean alive = ProcessHandle.of(pid)
                .map(process -> {
                    try {
                        process.onExit().get(20, TimeUnit.SECONDS);
                        return false;
                    } catch (Exception e) {
                        return process.isAlive();
                    }
                })
                .orElse(false);
        assertFalse(alive, "executor " + pid + " outlived the run");
    }

    /** A run that was quick has trained for more epochs before it heard. */
    private long epochsSaved() throws IOException {
        try (Stream<Path> checkpoints = Files.list(output.resolve("stopped/checkpoints"))) {
            return checkpoints
                    .map(checkpoint -> checkpoint.getFileName().toString())
                    .mapToLong(name -> Long.parseLong(name.substring("batch-".length())) / BATCHES_PER_EPOCH)
                    .max()
                    .orElseThrow();
        }
    }

    private String outcome(int attempt) throws IOException {
        JsonNode record =
                new ObjectMapper().readTree(output.resolve("stopped/run.json").toFile());
        return record.path("attempts").path(attempt).path("outcome").asText();
    }
}
