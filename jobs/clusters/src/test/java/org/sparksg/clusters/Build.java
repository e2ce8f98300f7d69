package org.sparksg.clusters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What the build has made for these tests. */
final class Build {
    static final Path BUNDLE = path("bundle");
    static final Path SPARK_HOME = path("spark.home");

    /** That the bundle was built for. */
    static final String SCALA = BUNDLE.getFileName().toString().replaceAll(".*_(2\\.\\d+)-.*", "$1");

    static final Path HADOOP = path("hadoop");
    static final Path KUBERNETES = path("kubernetes");

    /** For JVMs that live for seconds: they would spend most of them on compiling what runs once. */
    static final String JVM_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private Build() {}

    private static Path path(String property) {
        String value = Objects.requireNonNull(
                System.getProperty(property), property + " is not set: run these tests by mvn verify");
        Path path = Path.of(value).normalize();
        if (!Files.exists(path)) {
            throw new IllegalStateException(path + " is not there: run these tests by mvn verify");
        }
        return path;
    }

    /** Returns the words that start the main class of a stand-in. */
    static List<String> standIn(Path module, String mainClass, String... arguments) {
        String classes = module.resolve("classes") + ":" + module.resolve("lib") + "/*";
        List<String> opens = Stream.of(
                        "java.lang",
                        "java.lang.reflect",
                        "java.util",
                        "java.util.concurrent",
                        "java.net",
                        "java.nio",
                        "sun.nio.ch")
                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .toList();
        return Stream.of(
                        Stream.of("java", "-Xmx1g"),
                        Stream.of(JVM_OPTIONS.split(" ")),
                        opens.stream(),
                        Stream.of("-cp", classes, mainClass),
                        Stream.of(arguments))
                .flatMap(words -> words)
                .toList();
    }

    /** Returns the variables that Spark's own processes want. */
    static Map<String, String> environment() {
        return Map.of(
                "SPARK_HOME",
                SPARK_HOME.toString(),
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "JAVA_TOOL_OPTIONS",
                sparkOptions());
    }

    /** Returns the options of JVMs that have Spark's jars first on their class path. */
    static String sparkOptions() {
        return JVM_OPTIONS + ClassArchive.options();
    }

    /** Makes an empty folder for the files of a test, and Spark's scripts what they are in a distribution. */
    static void prepare(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(folder);
        for (String name : List.of("spark-submit", "spark-class")) {
            Files.setPosixFilePermissions(
                    SPARK_HOME.resolve("bin").resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Returns the script of the product. */
    static String launcher() {
        return path("launcher").toString();
    }

    /** Returns the script that hands an application to Spark. */
    static String submit() {
        return SPARK_HOME.resolve("bin/spark-submit").toString();
    }
}
