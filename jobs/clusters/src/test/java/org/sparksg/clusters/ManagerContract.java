package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** What holds for every cluster manager and deploy mode: the bundle goes through the real spark-submit. */
@Tag("cluster")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ManagerContract {
    static final Duration LIMIT = Duration.ofMinutes(4);
    static final Duration END = Duration.ofSeconds(90);
    private static final Duration TOLD = Duration.ofSeconds(15); // 10, on a machine that does nothing else
    static final int LONG = 100_000; // epochs that nobody waits for
    static final int STAGES = 2;
    private static final String COMMON = """
            data { train { format = digits, count = 2000 }, test { format = digits, count = 500 } }
            network.layers = [ { dense = 32 }, relu, { dense = 10 } ]
            stages = 2
            training.batch-size = 20
            learning.rule = interlocked
            optimizer.learning-rate = 0.003
            output.directory = "%s/runs"
            spark { executor { memory = 512m, memoryOverhead = 512m }, driver.memory = 600m, ui.enabled = false }
            """;

    private static final String GRID = """
            include "common.conf"
            training.epochs = 1
            compare { seeds = [1], rules { locked { learning.rule = locked }, dni { learning.rule = synthetic-gradients } } }
            """;

    private static final String WRONG = """
            include "common.conf"
            data = null
            data.train { format = csv, path = "%s/nowhere.csv", label { column = y, kind = numbered, classes = 10 } }
            """;

    /** Stays after the tests, for who looks at a failure. */
    final Path folder =
            Build.SPARK_HOME.resolveSibling("cluster-tests").resolve(getClass().getSimpleName());

    private final Manager.Mode mode;
    Manager manager;
    private Endless endless; // null: none trains
    private int begun;

    ManagerContract(Manager.Mode mode) {
        this.mode = mode;
    }

    /** Returns whether this is the mode that a manager is mostly used in: commands that only ask are tested in that one. */
    boolean isUsual() {
        return mode == Manager.Mode.CLUSTER;
    }

    boolean commandsCount() {
        return Boolean.getBoolean("cluster.all") || isUsual();
    }

    abstract Manager start(Path place) throws IOException, InterruptedException;

    @BeforeAll
    void startManager() throws IOException, InterruptedException {
        ClassArchive.prepare();
        Build.prepare(folder);
        manager = start(folder.resolve("manager"));
        Files.writeString(folder.resolve("common.conf"), COMMON.formatted(manager.folder()));
    }

    @AfterAll
    void stopManager() {
        if (endless != null) {
            endless.training().close();
        }
        manager.close();
    }

    String conf(int epochs) throws IOException {
        String text = "include \"common.conf\"\ntraining.epochs = " + epochs + "\n";
        return Files.writeString(folder.resolve("digits-" + epochs + ".conf"), text)
                .toString();
    }

    /** Hands a command to the manager as a user does: by the script, and by that to spark-submit. */
    Command launch(String name, String... arguments) {
        // A build in the background ignores Ctrl-C, and so would all that it starts.
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT", "bash", Build.launcher()));
        words.addAll(List.of(arguments));
        words.addAll(manager.target(mode));
        words.add("--");
        words.addAll(manager.options(mode));
        return start(name, words);
    }

    private Command start(String name, List<String> words) {
        Map<String, String> environment = new HashMap<>(Build.environment());
        environment.putAll(manager.environment());
        return Command.start(folder.resolve(name + ".log"), environment, words);
    }

    /** Runs a command that has to succeed, in the eyes of the manager, too. Returns its output. */
    String succeed(String name, String... arguments) throws IOException, InterruptedException {
        try (Command command = launch(name, arguments)) {
            assertEquals(0, command.await(LIMIT), command.tail());
            manager.finalStatus().ifPresent(status -> assertEquals("SUCCEEDED", status));
            return command.output();
        }
    }

    private void assertFails(Command command, Duration limit) throws InterruptedException {
        int code = command.await(limit);
        assertTrue(code != 0 || !manager.exitCodeTells(mode), command.tail());
    }

    private FileSystem files() throws IOException {
        return new org.apache.hadoop.fs.Path(manager.folder()).getFileSystem(new Configuration());
    }

    /** Returns the record of the only run of a name. */
    JsonNode onlyRun(String name) throws IOException {
        List<String> runs = Arrays.stream(files().listStatus(new org.apache.hadoop.fs.Path(manager.folder(), "runs")))
                .map(FileStatus::getPath)
                .map(org.apache.hadoop.fs.Path::getName)
                .filter(run -> run.startsWith(name))
                .toList();
        assertEquals(List.of(name), runs);
        return record(name);
    }

    private JsonNode record(String run) throws IOException {
        var file = new org.apache.hadoop.fs.Path(manager.folder(), "runs/" + run + "/run.json");
        try (InputStream in = files().open(file)) {
            return new ObjectMapper().readTree(in.readAllBytes());
        }
    }

    private static double accuracy(JsonNode record) {
        JsonNode all = record.path("evaluations");
        return all.get(all.size() - 1).path("accuracy").asDouble();
    }

    @Test
    @Order(1)
    void trainingThatSucceedsIsReportedAsSuchAndDoneOnce() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("train", conf(2), "--name", "once"));
        resources().forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
        String said = succeed("train", words.toArray(String[]::new));
        JsonNode record = onlyRun("once");
        assertEquals(1, record.path("attempts").size(), record.toPrettyString());
        assertTrue(accuracy(record) > 0.5, record.toPrettyString());
        manager.applicationName().ifPresent(name -> assertEquals("spark-sg once", name));
        if (mode == Manager.Mode.CLIENT) {
            assertTrue(said.contains("model    "), said);
            assertFalse(said.contains(" INFO "), said);
        }
    }

    @Test
    @Order(3)
    @EnabledIf(
            value = "commandsCount",
            disabledReason = "tested in the other mode; -Dcluster.all=true tests it in both")
    void modelIsEvaluated() throws IOException, InterruptedException {
        String said = succeed("evaluate", "evaluate", manager.folder() + "/runs/once", conf(3));
        assertTrue(mode == Manager.Mode.CLUSTER || said.contains("accuracy "), said);
    }

    @Test
    @EnabledIf(
            value = "commandsCount",
            disabledReason = "tested in the other mode; -Dcluster.all=true tests it in both")
    void runsAreCompared() throws IOException, InterruptedException {
        String grid = Files.writeString(folder.resolve("grid.conf"), GRID).toString();
        succeed("compare", "compare", grid, "--name", "grid");
        assertTrue(files().exists(new org.apache.hadoop.fs.Path(manager.folder(), "runs/grid/comparison.html")));
    }

    @Test
    @EnabledIf(
            value = "commandsCount",
            disabledReason = "tested in the other mode; -Dcluster.all=true tests it in both")
    void doctorAsksTheExecutors() throws IOException, InterruptedException {
        String said = succeed("doctor", "doctor", conf(1), "--on-executors");
        assertTrue(mode == Manager.Mode.CLUSTER || said.contains("Ready to train"), said);
    }

    @Test
    @EnabledIf(
            value = "commandsCount",
            disabledReason = "tested in the other mode; -Dcluster.all=true tests it in both")
    void wrongInputIsAFailureOfItsOwnCode() throws IOException, InterruptedException {
        String conf = Files.writeString(folder.resolve("wrong.conf"), WRONG.formatted(manager.folder()))
                .toString();
        try (Command training = launch("wrong", "train", conf)) {
            assertFails(training, LIMIT);
            if (mode == Manager.Mode.CLIENT) {
                assertEquals(2, training.await(LIMIT));
                assertTrue(training.output().contains("nowhere.csv: no such file"), training.tail());
            }
        }
        if (mode == Manager.Mode.CLUSTER) {
            assertEquals(Optional.of("FAILED"), manager.finalStatus());
        }
    }

    @Test
    @Order(5)
    void executorThatIsKilledIsReplacedAndTheRunGoesOn() throws IOException, InterruptedException {
        Endless run = endless();
        int before = attempts(run.name());
        kill(awaitStages(run.name()).get(1).path("pid").asLong());
        awaitAttempts(run.name(), before + 1);
        JsonNode record = onlyRun(run.name());
        assertTrue(
                record.path("attempts").get(before - 1).path("outcome").asText().startsWith("Broken"),
                record.toPrettyString());
        assertTrue(fromBatch(run.name(), before) > 0, record.toPrettyString());
    }

    @Test
    @Order(6)
    void applicationThatIsKilledSaysSoAtOnce() throws IOException, InterruptedException {
        Endless run = endless();
        int before = attempts(run.name());
        assumeTrue(manager.kill(), "the manager knows nothing of a driver that it did not start");
        endless = null;
        try (Command training = run.training()) {
            long start = System.nanoTime();
            assertFails(training, END);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            if (mode == Manager.Mode.CLIENT) {
                assertTrue(training.output().contains("The Spark application has ended: "), training.tail());
                assertFalse(training.output().contains("nobody said why"), training.tail());
                assertTrue(training.output().contains("--resume"), training.tail());
                assertTrue(took.compareTo(TOLD) < 0, took.toString());
            }
        }
        assertNotEquals(Optional.of("SUCCEEDED"), manager.finalStatus());
        assertEquals(before, attempts(run.name()), "nothing is launched any more");
    }

    /**
     * A training that nobody waits for.
     *
     * @param conf its conf file, which is there when it starts
     */
    record Endless(String name, Command training, Path conf) {}

    /** Returns the one that trains now and has a checkpoint: starting an application takes longer than what is done to it. */
    final Endless endless() throws IOException, InterruptedException {
        if (endless == null) {
            String name = "endless-" + ++begun;
            Path conf = Files.copy(Path.of(conf(LONG)), folder.resolve(name + ".conf"));
            List<String> words = new ArrayList<>(List.of("train", conf.toString(), "--name", name));
            settings().forEach(setting -> words.addAll(List.of("--set", setting)));
            endless = new Endless(name, launch(name, words.toArray(String[]::new)), conf);
            awaitStages(name);
            awaitCheckpoint(name);
        }
        return endless;
    }

    /** Returns more settings of an endless training. */
    List<String> settings() {
        return List.of();
    }

    JsonNode awaitStages(String run) throws IOException, InterruptedException {
        return await(run + " has stages", () -> {
            JsonNode attempts = record(run).path("attempts");
            JsonNode stages = attempts.path(attempts.size() - 1).path("stages");
            return Optional.of(stages).filter(found -> found.size() == STAGES);
        });
    }

    /** Returns what the first training asks for beside processors and memory. */
    Map<String, String> resources() throws IOException {
        return Map.of();
    }

    long fromBatch(String run, int attempt) throws IOException {
        return onlyRun(run).path("attempts").get(attempt).path("from_batch").asLong();
    }

    int attempts(String run) throws IOException {
        return onlyRun(run).path("attempts").size();
    }

    void awaitAttempts(String run, int number) throws IOException, InterruptedException {
        await(run + " is at its attempt " + number, () -> {
            JsonNode attempts = record(run).path("attempts");
            return Optional.of(attempts)
                    .filter(found -> found.size() >= number)
                    .filter(found -> found.get(number - 1).path("stages").size() == STAGES);
        });
    }

    /** Waits for one that is committed: the evaluation of the same batch is known before. */
    void awaitCheckpoint(String run) throws IOException, InterruptedException {
        var manifests =
                new org.apache.hadoop.fs.Path(manager.folder(), "runs/" + run + "/checkpoints/batch-*/manifest.json");
        await(run + " has a checkpoint", () -> Optional.ofNullable(files().globStatus(manifests))
                .filter(found -> found.length > 0));
    }

    private interface Look<T> {
        Optional<T> run() throws IOException;
    }

    private static <T> T await(String what, Look<T> look) throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            try {
                Optional<T> found = look.run();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (FileNotFoundException e) {
                // not yet
            }
            Thread.sleep(200);
        }
        throw new AssertionError("not within " + LIMIT + ": " + what);
    }

    static void kill(long pid) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-KILL", Long.toString(pid)).start().waitFor());
    }
}
