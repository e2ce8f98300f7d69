package org.sparksg.jobs.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folders of a trial, one below the other: all that its processes have, so that nothing of it is anywhere else in the end.
 *
 * @param folder an empty one
 */
record Ground(Path folder) {
    /** For driver and executors, which live for seconds: they would spend most of them on compiling what runs once. */
    private static final String SHORT_LIVED = "-XX:-UsePerfData -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    /** What others than this product leave when they are killed: Spark, codecs, Netty, JavaCPP. */
    private static final Predicate<String> FOREIGN = name -> name.matches(
            "(spark|blockmgr|artifacts)-[0-9a-f-]{36}|spark[0-9]+|snappy-.*|lib(netty|lz4|zstd).*|javacpp.*");

    /** Makes them. */
    Ground {
        try {
            for (String name : List.of("out", "logs", "tmp")) {
                Files.createDirectory(folder.resolve(name));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Returns the output directory. */
    Path out() {
        return folder.resolve("out");
    }

    /** Returns the folder of the run. */
    Path run() {
        return out().resolve(Recipe.NAME);
    }

    Path logs() {
        return folder.resolve("logs");
    }

    private Path temporary() {
        return folder.resolve("tmp");
    }

    /** Returns where drivers and executors have their temporary files. */
    String temporaryOption() {
        return "-Djava.io.tmpdir=" + temporary();
    }

    /** Returns what processes inherit from each other. */
    Map<String, String> environment() {
        String more = System.getenv().getOrDefault("JAVA_TOOL_OPTIONS", "");
        return Map.of("JAVA_TOOL_OPTIONS", (more + " " + SHORT_LIVED + " " + temporaryOption()).strip());
    }

    /** Returns what a trial left behind, after its drivers have ended; an empty text if it is nothing. {@code killed}: whether some had no chance to tidy up. */
    String left(boolean killed) throws IOException {
        List<Long> processes = processes();
        if (!processes.isEmpty()) {
            return "LEFT BEHIND: processes " + processes;
        }
        if (Files.readString(Path.of("/proc/mounts")).contains(folder.toString())) {
            return "LEFT BEHIND: a mounted disk";
        }
        Optional<String> file =
                files().filter(name -> !killed || !FOREIGN.test(name)).findFirst();
        return file.map(name -> "LEFT BEHIND: temporary " + name).orElse("");
    }

    private Stream<String> files() throws IOException {
        try (Stream<Path> own = Files.list(temporary());
                Stream<Path> shared = Files.list(Path.of("/dev/shm"))) {
            List<String> all = Stream.concat(
                            own, shared.filter(path -> path.toString().contains("sg")))
                    .map(path -> path.getFileName().toString())
                    .toList();
            return all.stream();
        }
    }

    /** Returns all living processes that were started with this environment. */
    private List<Long> processes() {
        byte[] mark = temporary().toString().getBytes(StandardCharsets.UTF_8);
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(pid -> environment(pid).contains(new String(mark, StandardCharsets.ISO_8859_1)))
                .toList();
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
