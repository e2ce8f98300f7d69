package org.sparksg.clusters;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Spark's classes as its processes have them once they run: most of the processor time of a short application goes into loading them. A JVM
 * whose class path begins with other files takes no notice of it.
 */
final class ClassArchive {
    private static final Path FILE = Build.SPARK_HOME.resolveSibling("spark-classes.jsa");
    private static final Path FOLDER = Build.SPARK_HOME.resolveSibling("spark-classes");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String CONF = """
            data { train { format = digits, count = 100 }, test { format = digits, count = 10 } }
            network.layers = [ { dense = 10 } ]
            stages = 1
            training { epochs = 1, batch-size = 10 }
            output.directory = "%s/runs"
            spark.ui.enabled = false
            """;

    private ClassArchive() {}

    /** Makes it, unless one that goes with the jars is there: processes that begin at a time make one. */
    static void prepare() throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(
                        FILE.resolveSibling("spark-classes.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock alone = channel.lock()) {
            if (alone.isValid() && !isFresh()) {
                Files.deleteIfExists(FILE);
                train();
            }
        }
    }

    private static boolean isFresh() throws IOException {
        long made = FILE.toFile().lastModified(); // 0 if it is not there
        try (Stream<Path> jars = Files.list(Build.SPARK_HOME.resolve("jars"))) {
            return jars.allMatch(jar -> jar.toFile().lastModified() < made);
        }
    }

    /** One process does it all: the driver is the executor. */
    private static void train() throws IOException, InterruptedException {
        Build.prepare(FOLDER);
        Path conf = Files.writeString(FOLDER.resolve("digits.conf"), CONF.formatted(FOLDER));
        Map<String, String> environment = new HashMap<>(Build.environment());
        environment.remove("JAVA_TOOL_OPTIONS"); // of the launcher, too, which is not this one
        environment.put("SPARK_SUBMIT_OPTS", Build.JVM_OPTIONS + " -XX:ArchiveClassesAtExit=" + FILE);
        List<String> words =
                List.of(Build.submit(), "--master", "local[1]", Build.BUNDLE.toString(), "train", conf.toString());
        try (Command command = Command.start(FOLDER.resolve("log"), environment, words)) {
            if (command.await(LIMIT) != 0 || !Files.exists(FILE)) {
                throw new IllegalStateException("no archive of Spark's classes was made:\n" + command.tail());
            }
        }
    }

    /** Returns more options of a JVM, which uses it if it can. */
    static String options() {
        return Files.exists(FILE) ? " -XX:SharedArchiveFile=" + FILE + " -Xlog:disable" : "";
    }
}
