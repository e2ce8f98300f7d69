package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Native libraries are unpacked where they can be written and loaded. */
@Timeout(120)
class NativeCacheTest {
    @TempDir
    private Path root;

    private Path file;

    @BeforeEach
    void makeAPlaceThatNobodyCanWrite() throws IOException {
        file = Files.writeString(root.resolve("file"), ""); // also for root, whom no permission stops
    }

    /** Computes with all native libraries, in a process of its own. */
    static final class Process {
        private Process() {}

        public static void main(String[] arguments) {
            try (Kernels kernels = Backend.CPU.open(Precision.F32)) {
                System.out.println("computes with " + kernels.describe());
            }
        }
    }

    private String run(List<String> before, Map<String, String> environment, Path home, Path temporary)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Process.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        java.lang.Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        return output;
    }

    private static boolean hasLibraries(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(path -> path.getFileName().toString().startsWith("libdnnl.so"));
        }
    }

    /** Symptom of an earlier version, in a pod whose root file system is read-only: {@code Could not create the cache}. */
    @Test
    void sparksFolderIsTakenWhereNeitherHomeNorTemporaryFolderCanBeWritten() throws IOException, InterruptedException {
        Path local = Files.createDirectory(root.resolve("local"));
        String output = run(List.of(), Map.of("SPARK_LOCAL_DIRS", file + "," + local), file, file);
        assertTrue(output.contains("computes with cpu"), output);
        assertTrue(hasLibraries(local));
    }

    /** Symptom of an earlier version: {@code failed to map segment from shared object}. */
    @Test
    void homeWhereNothingMayBeExecutedIsPassedOver() throws IOException, InterruptedException {
        Path home = Files.createDirectory(root.resolve("home"));
        Path temporary = Files.createDirectory(root.resolve("tmp"));
        List<String> mount = List.of(
                "unshare", "-m", "sh", "-c", "mount -t tmpfs -o noexec none '" + home + "' && exec \"$@\"", "sh");
        List<String> probe = new ArrayList<>(mount);
        probe.add("true");
        assumeTrue(new ProcessBuilder(probe).start().waitFor() == 0, "only root can mount a file system");
        String output = run(mount, Map.of(), home, temporary);
        assertTrue(output.contains("computes with cpu"), output);
        assertTrue(hasLibraries(temporary));
    }

    @Test
    void allFoldersThatWereTriedAreNamedWhereNoneWillDo() throws IOException, InterruptedException {
        String output = run(List.of(), Map.of(), file, file);
        assertTrue(output.contains("org.bytedeco.javacpp.cachedir: no folder for native libraries: "), output);
        assertTrue(output.contains(file + "/.javacpp/cache cannot be written"), output);
        assertTrue(output.contains("set -Dorg.bytedeco.javacpp.cachedir=FOLDER in spark.executor.extraJ"), output);
    }

    @Test
    void folderOfTheUsersComesFirstIfItWillDo() {
        Path given = root.resolve("given");
        Path other = root.resolve("other");
        NativeCache taken = NativeCache.choose(Optional.of(given), List.of(other));
        assertEquals(Optional.of(given), taken.folder());
        assertTrue(taken.isAsWished());
        NativeCache refused = NativeCache.choose(Optional.of(file.resolve("x")), List.of(other));
        assertEquals(Optional.of(other), refused.folder());
        assertFalse(refused.isAsWished());
        assertTrue(refused.faults().startsWith(file + "/x cannot be written"), refused.faults());
        NativeCache unasked = NativeCache.choose(Optional.empty(), List.of(file.resolve("x"), other));
        assertTrue(unasked.isAsWished(), "nobody wished for the first");
    }

    @Test
    void roomIsCountedWithWhatIsThereAlready() throws IOException {
        long free = Files.getFileStore(root).getUsableSpace();
        assertEquals(Optional.empty(), NativeCache.shortage(root, free / 2));
        String shortage = NativeCache.shortage(root, free * 2).orElseThrow();
        assertTrue(shortage.matches("has [0-9]+ MiB free of the [0-9]+ that the libraries take"), shortage);
    }

    @Test
    void placesAreThoseOfJavaCppThenThoseThatEachManagerGives() {
        Map<String, String> properties = Map.of("user.home", "/h", "java.io.tmpdir", "/t", "user.name", "me");
        Map<String, String> environment =
                Map.of("SPARK_EXECUTOR_DIRS", "/e1:/e2", "LOCAL_DIRS", "/y1,/y2", "SPARK_LOCAL_DIRS", "/k");
        assertEquals(
                List.of("/h", "/t/.javacpp-me/cache", "/e1", "/e2", "/y1", "/y2", "/k"),
                NativeCache.places(properties::get, environment::get).stream()
                        .map(Path::toString)
                        .map(path -> path.replace("/.javacpp/cache", ""))
                        .toList());
    }
}
