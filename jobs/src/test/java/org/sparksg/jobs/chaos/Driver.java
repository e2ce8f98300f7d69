package org.sparksg.jobs.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sparksg.jobs.MainProcess;

/** One driver of a run, a process, with what can be seen and done from outside. */
final class Driver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LOOK_MS = 100; // each look goes through all processes of the machine

    private final Process process;
    private final Path run;
    private final Path log;
    private final Set<ProcessHandle> family = new HashSet<>();

    private Driver(Process process, Path run, Path log) {
        this.process = process;
        this.run = run;
        this.log = log;
    }

    /** Starts one. */
    static Driver start(Ground ground, List<String> arguments) throws IOException {
        Path log = Files.createTempFile(ground.logs(), "driver-", ".log");
        ProcessBuilder process = new ProcessBuilder(MainProcess.command(List.of(ground.temporaryOption()), arguments))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        process.environment().putAll(ground.environment());
        return new Driver(process.start(), ground.run(), log);
    }

    long pid() {
        return process.pid();
    }

    /** Returns what it has said so far. */
    String said() throws IOException {
        return Files.readString(log);
    }

    /** Waits until the run has so many checkpoints after a batch; returns false if the driver ended before. */
    boolean awaitCheckpointAfter(long batch, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (newestCheckpoint() <= batch) {
            family.addAll(process.descendants().toList());
            if (!process.isAlive()) {
                return false;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("HANG: no checkpoint after batch " + batch + " within " + limit);
            }
            Thread.sleep(LOOK_MS);
        }
        return true;
    }

    /** Returns the batch of the newest committed checkpoint, or -1. */
    long newestCheckpoint() throws IOException {
        return checkpoints(run).stream()
                .mapToLong(path -> Long.parseLong(path.getFileName().toString().substring("batch-".length())))
                .max()
                .orElse(-1);
    }

    /** Returns the folders of the committed checkpoints of a run, the newest last. */
    static List<Path> checkpoints(Path run) throws IOException {
        Path folder = run.resolve("checkpoints");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith("batch-"))
                    .filter(path -> Files.exists(path.resolve("manifest.json")))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the process of a stage of the last attempt, once it stands. */
    Optional<ProcessHandle> stage(int stage) throws IOException {
        Path record = run.resolve("run.json");
        if (!Files.exists(record)) {
            return Optional.empty();
        }
        JsonNode attempts = JSON.readTree(record.toFile()).path("attempts");
        JsonNode last = attempts.path(attempts.size() - 1).path("stages").path(stage);
        return last.has("pid") ? ProcessHandle.of(last.get("pid").asLong()) : Optional.empty();
    }

    void signal(String name) throws IOException, InterruptedException {
        signal(name, pid());
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    /** Waits for the end, and for that of all executors. Returns the exit code. */
    int await(Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (process.isAlive()) {
            family.addAll(process.descendants().toList());
            if (System.nanoTime() > end) {
                throw new IllegalStateException("HANG: the driver runs after " + limit + "\n" + tail());
            }
            Thread.sleep(LOOK_MS);
        }
        for (ProcessHandle each : new ArrayList<>(family)) {
            try {
                each.onExit().get(30, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException("LEFT BEHIND: process " + each.pid() + " of the driver " + pid(), e);
            }
        }
        return process.exitValue();
    }

    /** Returns the last lines of what it said. */
    String tail() throws IOException {
        List<String> lines = said().lines().filter(line -> !line.isBlank()).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 6), lines.size()));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
