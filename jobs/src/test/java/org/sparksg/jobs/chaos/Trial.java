package org.sparksg.jobs.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** One run under one fault, from a seed. */
final class Trial {
    private static final Duration LIMIT = Duration.ofSeconds(180);

    private final Fault fault;
    private final Random random;
    private final Damage damage;
    private Recipe recipe;
    private final Ground ground;
    private final Path run;
    private final List<Driver> drivers = new ArrayList<>();
    private boolean killed;

    /** {@code work}: an empty folder. */
    Trial(long seed, Fault fault, Path work) {
        this.fault = fault;
        this.random = new Random(seed);
        this.damage = new Damage(random);
        this.recipe = Recipe.draw(random);
        this.ground = new Ground(work);
        this.run = ground.run();
    }

    Recipe recipe() {
        return recipe;
    }

    /** Returns what is wrong with how it ended; an empty text if nothing is. */
    String trouble() throws IOException, InterruptedException {
        try {
            String trouble = happen();
            return trouble.isEmpty() ? ground.left(killed) : trouble;
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        } finally {
            drivers.forEach(Driver::close);
        }
    }

    private String happen() throws IOException, InterruptedException {
        return switch (fault) {
            case KILL_EXECUTOR, KILL_EXECUTOR_IN_CHECKPOINT -> killExecutor();
            case STOP_EXECUTOR, STOP_DRIVER -> stop();
            case KILL_DRIVER, KILL_DRIVER_IN_CHECKPOINT, DAMAGE_CHECKPOINT, DELETE_CHECKPOINT, DAMAGE_RECORD ->
                killDriver();
            case DAMAGE_TABLE -> damageTable();
            case SECOND_DRIVER -> secondDriver();
            case TAKE_OVER -> takeOver();
            case FULL_DISK -> fullDisk();
            case FULL_DISK_FOR_LONG -> fullDiskForLong();
            case READ_ONLY -> readOnly();
            case LOST_MESSAGES -> links("transport.faults.loss=0.002");
            case BROKEN_LINKS -> links("transport.faults.disconnect-after=300");
            case EXCHANGED_DATA -> exchangeData();
            case HEAP -> refused("data.train.count=3000000");
            case NATIVE_MEMORY ->
                refused("network.layers=[{dense=20000}, relu, {dense=20000}, relu, {dense=10}]", "stages=2");
        };
    }

    private Driver start(String... more) throws IOException {
        return startWith(Recipe.CONF, more);
    }

    private Driver startWith(String conf, String... more) throws IOException {
        Path file = ground.logs().resolve("chaos.conf");
        Files.writeString(file, conf);
        List<String> words = new ArrayList<>(List.of("train", file.toString()));
        recipe.settings(ground.out()).forEach(setting -> words.addAll(List.of("--set", setting)));
        words.addAll(List.of(more));
        Driver driver = Driver.start(ground, words);
        drivers.add(driver);
        return driver;
    }

    private void kill(long pid) throws IOException, InterruptedException {
        killed = true;
        Driver.signal("KILL", pid);
    }

    /** Waits for a checkpoint somewhere in the run. */
    private void awaitProgress(Driver driver) throws IOException, InterruptedException {
        long after = random.nextInt(Recipe.BATCHES / 2);
        if (!driver.awaitCheckpointAfter(after, LIMIT)) {
            throw new IllegalStateException("ENDED before it was met:\n" + driver.tail());
        }
        Thread.sleep(random.nextInt(300));
    }

    private void awaitCheckpointInWriting(Driver driver) throws IOException, InterruptedException {
        awaitProgress(driver);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end && !isWriting()) {
            LockSupport.parkNanos(300_000);
        }
    }

    private boolean isWriting() throws IOException {
        try (Stream<Path> folders = Files.list(run.resolve("checkpoints"))) {
            return folders.anyMatch(folder -> folder.getFileName().toString().startsWith("batch-")
                    && !Files.exists(folder.resolve("manifest.json")));
        } catch (java.io.UncheckedIOException e) {
            return false; // a folder vanished
        }
    }

    private String complete(Driver driver) throws IOException, InterruptedException {
        int code = driver.await(LIMIT);
        if (code != 0) {
            return "FAILED with " + code + ":\n" + driver.tail();
        }
        return Truth.of(recipe).trouble(run);
    }

    private String resume() throws IOException, InterruptedException {
        return complete(start("--resume"));
    }

    private String killExecutor() throws IOException, InterruptedException {
        Driver driver = start();
        if (fault == Fault.KILL_EXECUTOR) {
            awaitProgress(driver);
        } else {
            awaitCheckpointInWriting(driver);
        }
        kill(stage(driver).pid());
        return complete(driver);
    }

    private ProcessHandle stage(Driver driver) throws IOException {
        int stage = random.nextInt(recipe.stages());
        return driver.stage(stage)
                .orElseThrow(() -> new IllegalStateException("ENDED before it was met: no process of stage " + stage));
    }

    private String stop() throws IOException, InterruptedException {
        Driver driver = start();
        awaitProgress(driver);
        long pid = fault == Fault.STOP_DRIVER ? driver.pid() : stage(driver).pid();
        Driver.signal("STOP", pid);
        Thread.sleep(5000 + (long) (35_000 * Math.pow(random.nextDouble(), 3))); // more short ones than long ones
        Driver.signal("CONT", pid);
        return complete(driver);
    }

    private String killDriver() throws IOException, InterruptedException {
        Driver driver = start();
        if (fault == Fault.KILL_DRIVER_IN_CHECKPOINT) {
            awaitCheckpointInWriting(driver);
        } else {
            awaitProgress(driver);
        }
        kill(driver.pid());
        driver.await(LIMIT);
        List<Path> checkpoints = Driver.checkpoints(run);
        Path newest = checkpoints.get(checkpoints.size() - 1);
        switch (fault) {
            case DAMAGE_CHECKPOINT -> damage.flipOneOf(newest, "");
            case DELETE_CHECKPOINT -> Damage.delete(newest);
            case DAMAGE_RECORD -> damage.record(run);
            default -> {}
        }
        return resume();
    }

    /** Rows that were damaged are lost; the model is not, and whoever reads them is told. */
    private String damageTable() throws IOException, InterruptedException {
        Driver driver = start();
        awaitProgress(driver);
        kill(driver.pid());
        driver.await(LIMIT);
        damage.flipOneOf(run.resolve("steps"), ".parquet");
        Driver resumed = start("--resume");
        int code = resumed.await(LIMIT);
        if (code == 0) {
            return Truth.of(recipe).modelTrouble(run);
        }
        return explained(resumed, "cannot copy the rows of");
    }

    private static String explained(Driver driver, String cause) throws IOException {
        String said = driver.said();
        boolean clear = said.lines().anyMatch(line -> line.startsWith("error: ")) && said.contains(cause);
        return clear ? "" : "NOT EXPLAINED (expected \"" + cause + "\"):\n" + driver.tail();
    }

    private String secondDriver() throws IOException, InterruptedException {
        Driver first = start();
        awaitProgress(first);
        Driver second = start("--resume");
        int code = second.await(LIMIT);
        String trouble = code == 2 ? explained(second, "is in use by pid " + first.pid()) : "";
        boolean afterwards =
                code == 0 && !second.said().isEmpty() && first.await(LIMIT) == 0; // the first was done by then
        if (code != 2 && !afterwards) {
            return "A SECOND DRIVER ended with " + code + ":\n" + second.tail();
        }
        return trouble.isEmpty() ? complete(first) : trouble;
    }

    private String takeOver() throws IOException, InterruptedException {
        Driver first = start();
        awaitProgress(first);
        first.signal("STOP");
        long reached = first.newestCheckpoint();
        Driver second = start("--resume", "--take-over");
        second.awaitCheckpointAfter(reached, LIMIT);
        first.signal("CONT");
        int code = first.await(LIMIT);
        String trouble =
                code == 0 ? "THE FIRST DRIVER ended with 0" : explained(first, "was taken over by pid " + second.pid());
        return trouble.isEmpty() ? complete(second) : trouble;
    }

    private String fullDisk() throws IOException, InterruptedException {
        try (SmallDisk disk = SmallDisk.mount(ground.out())) {
            Driver driver = start();
            awaitProgress(driver);
            disk.fill();
            Thread.sleep(2000 + random.nextInt(10_000));
            disk.clear();
            return complete(driver);
        }
    }

    private String fullDiskForLong() throws IOException, InterruptedException {
        try (SmallDisk disk = SmallDisk.mount(ground.out())) {
            Driver driver = start("--set", "recovery.storage=1s", "--set", "recovery.restarts=1");
            awaitProgress(driver);
            disk.fill();
            int code = driver.await(LIMIT);
            String trouble = code == 0 ? "IT ENDED WELL on a full disk" : explained(driver, "No space left on device");
            disk.clear();
            return trouble.isEmpty() ? resume() : trouble;
        }
    }

    private String readOnly() throws IOException, InterruptedException {
        try (SmallDisk disk = SmallDisk.mount(ground.out())) {
            disk.readOnly();
            Driver driver = start();
            int code = driver.await(LIMIT);
            String said = driver.said();
            return code == 2 && said.contains(ground.out().toString()) && said.contains("Read-only")
                    ? ""
                    : "READ-ONLY OUTPUT ended with " + code + ":\n" + said;
        }
    }

    /** With links like these a run gets on from checkpoint to checkpoint, or says what it lacks. */
    private String links(String trouble) throws IOException, InterruptedException {
        recipe = recipe.withEvery(15);
        Driver driver = start("--set", trouble, "--set", "recovery.stall=4s");
        int code = driver.await(LIMIT.multipliedBy(2));
        if (code == 0) {
            return Truth.of(recipe).trouble(run);
        }
        String explained = explained(driver, "Gave up after");
        return explained.isEmpty() ? resume() : explained;
    }

    private String exchangeData() throws IOException, InterruptedException {
        Path table = ground.folder().resolve("train.csv");
        StringBuilder rows = new StringBuilder("a,b,c,y\n");
        for (int i = 0; i < 700; i++) {
            rows.append(random.nextInt(100) / 100.0)
                    .append(',')
                    .append(i % 7 / 7.0f)
                    .append(',')
                    .append(i % 5)
                    .append(',')
                    .append(i % 10)
                    .append('\n');
        }
        Files.writeString(table, rows);
        Driver driver = startWith(Recipe.CONF
                .replaceFirst(
                        "train \\{[^}]*}", "train { format = csv, path = \"" + table + "\", label { column = y } }")
                .replaceFirst("test \\{[^}]*}", ""));
        awaitProgress(driver);
        int middle = rows.indexOf("\n", rows.length() / 2) + 1;
        rows.setCharAt(middle, rows.charAt(middle) == '1' ? '0' : '1');
        Files.writeString(table, rows);
        kill(stage(driver).pid());
        int code = driver.await(LIMIT);
        return code == 0 ? "IT WENT ON with other data" : explained(driver, "were changed since the run was planned");
    }

    private String refused(String... settings) throws IOException, InterruptedException {
        List<String> more = new ArrayList<>();
        for (String setting : settings) {
            more.addAll(List.of("--set", setting));
        }
        Driver driver = start(more.toArray(String[]::new));
        int code = driver.await(LIMIT);
        return code == 0 ? "IT ENDED WELL without memory" : explained(driver, "spark.executor.memory");
    }
}
