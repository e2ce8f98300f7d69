package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code jobs/spark-sg} hands to an installed Spark: a copy of it runs here, on a Spark that prints its arguments. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("spark-sg").toAbsolutePath();
    private static final String BUNDLE = "target/spark-sg-jobs_2.12-0.1.0-bundle.jar";
    private static final String BUNDLE_SPARK_4 = "target-spark-4/spark-sg-jobs_2.13-0.1.0-bundle.jar";
    private static final String NO_MASTER = "--conf spark.sg.no-master=true";

    @TempDir
    private Path root;

    private Path sparkHome;
    private String output;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(root.resolve("jobs/target"));
        Files.createDirectories(root.resolve("jobs/target-spark-4"));
        Files.createDirectories(root.resolve("jobs/src/main"));
        old(Files.writeString(root.resolve("pom.xml"), ""));
        old(Files.writeString(root.resolve("jobs/pom.xml"), ""));
        Files.copy(SCRIPT, root.resolve("jobs/spark-sg"));
        Files.writeString(root.resolve("jobs/" + BUNDLE), "");
        Files.writeString(root.resolve("jobs/" + BUNDLE_SPARK_4), "");
        sparkHome = Files.createDirectories(root.resolve("spark"));
        Files.createDirectories(sparkHome.resolve("bin"));
        Files.createDirectories(sparkHome.resolve("conf"));
        Path submit = Files.writeString(sparkHome.resolve("bin/spark-submit"), "#!/bin/sh\necho \"$@\"\n");
        assertTrue(submit.toFile().setExecutable(true));
        installSpark("spark-core_2.12-3.5.5.jar");
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }

    private void installSpark(String core) throws IOException {
        Path jars = Files.createDirectories(sparkHome.resolve("jars"));
        try (var files = Files.list(jars)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.writeString(jars.resolve(core), "");
    }

    @Test
    void withoutMasterMainHearsThatThereIsNone() throws IOException, InterruptedException {
        assertEquals(0, launch("train", "a.conf"));
        assertTrue(output.contains(NO_MASTER), output);
        assertFalse(output.contains("--master"), output);
        assertTrue(output.contains(BUNDLE + " train a.conf"), output);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train a.conf --master yarn",
                "train --master=yarn a.conf",
                "train a.conf --set spark.master=yarn",
                "train a.conf --set=spark.master=yarn",
                "train a.conf --set seed=2 --master yarn --set spark.master=local"
            })
    void masterOfTheArgumentsGoesToSpark(String arguments) throws IOException, InterruptedException {
        assertEquals(0, launch(arguments.split(" ")));
        assertTrue(output.contains("--master yarn --class"), output);
        assertFalse(output.contains(NO_MASTER), output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark.master yarn", "  spark.master=yarn", "a b\nspark.master:yarn"})
    void masterOfTheInstallationStands(String defaults) throws IOException, InterruptedException {
        Files.writeString(sparkHome.resolve("conf/spark-defaults.conf"), defaults + "\n");
        assertEquals(0, launch("train", "a.conf"));
        assertFalse(output.contains(NO_MASTER), output);
        Files.writeString(sparkHome.resolve("conf/spark-defaults.conf"), "#spark.master yarn\nspark.masterful x\n");
        assertEquals(0, launch("train", "a.conf"));
        assertTrue(output.contains(NO_MASTER), output);
    }

    @ParameterizedTest
    @CsvSource({
        "spark-core_2.12-3.5.0.jar,            " + BUNDLE,
        "spark-core_2.12-3.5.1-amzn-1.jar,     " + BUNDLE,
        "spark-core_2.13-4.1.1.jar,            " + BUNDLE_SPARK_4,
        "spark-core_2.13-3.5.5.jar,            ''",
        "spark-core_2.12-3.3.4.jar,            ''",
        "spark-sql_2.12-3.5.5.jar,             ''"
    })
    void buildFitsTheInstallation(String core, String target) throws IOException, InterruptedException {
        installSpark(core);
        int code = launch("train", "a.conf");
        if (target.isEmpty()) {
            assertEquals(2, code, output);
            assertTrue(output.startsWith("error: SPARK_HOME = "), output);
            assertTrue(
                    output.contains("spark-core_2.12-3.5.*.jar") && output.contains("spark-core_2.13-4.*.jar"), output);
            assertTrue(output.contains(core.startsWith("spark-core") ? core : "no spark-core jar"), output);
        } else {
            assertEquals(0, code, output);
            assertTrue(output.contains("jobs/" + target + " train a.conf"), output);
        }
    }

    @Test
    void linkToTheLauncherFindsTheProject() throws IOException, InterruptedException {
        Path bin = Files.createDirectories(root.resolve("elsewhere/bin"));
        Path relative = Files.createSymbolicLink(bin.resolve("relative"), Path.of("../../jobs/spark-sg"));
        Path link = Files.createSymbolicLink(bin.resolve("spark-sg"), relative.getFileName());
        assertEquals(0, launch(link, javaHome(), "train", "a.conf"), output);
        assertTrue(output.contains("jobs/" + BUNDLE + " train a.conf"), output);
    }

    /** Spark before 4.2 ends at the start on Java 23 and newer; the fast kernels are for Java 17. */
    @ParameterizedTest
    @CsvSource({
        "spark-core_2.12-3.5.6.jar, 17.0.15,  ''",
        "spark-core_2.12-3.5.6.jar, 21.0.2,   'warning: JAVA is Java 21, on which only the portable kernels run'",
        "spark-core_2.12-3.5.6.jar, 22,       'warning: JAVA is Java 22, on which only the portable kernels run'",
        "spark-core_2.12-3.5.6.jar, 23.0.1,   'error: JAVA is Java 23, on which Spark 3.5.6 does not start: '",
        "spark-core_2.12-3.5.6.jar, 25.0.3,   'error: JAVA is Java 25, on which Spark 3.5.6 does not start: '",
        "spark-core_2.13-4.1.1.jar, 21.0.2,   'warning: JAVA is Java 21, on which only the portable kernels run'",
        "spark-core_2.13-4.1.1.jar, 25.0.3,   'error: JAVA is Java 25, on which Spark 4.1.1 does not start: '",
        "spark-core_2.13-4.2.0.jar, 17,       ''",
        "spark-core_2.13-4.2.0.jar, 25-ea,    'warning: JAVA is Java 25, on which only the portable kernels run'",
        "spark-core_2.13-4.2.0.jar, 11.0.2,   'error: JAVA is Java 11: install a JDK 17 or newer'",
    })
    void javaFitsSpark(String core, String java, String said) throws IOException, InterruptedException {
        installSpark(core);
        Path home = Files.createDirectories(root.resolve("jdk"));
        Path binary = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(binary, "#!/bin/sh\necho 'openjdk version \"" + java + "\" 2026-01-01' >&2\n");
        assertTrue(binary.toFile().setExecutable(true));
        int code = launch(root.resolve("jobs/spark-sg"), home.toString(), "train", "a.conf");
        assertEquals(said.startsWith("error") ? 2 : 0, code, output);
        assertEquals(said.startsWith("error") ? 0 : 1, output.split("-bundle.jar train a.conf", -1).length - 1, output);
        String start = said.replace("JAVA", binary.toString());
        assertTrue(output.startsWith(start.isEmpty() ? "--conf" : start), output);
    }

    private static String javaHome() {
        return System.getProperty("java.home");
    }

    private int launch(String... arguments) throws IOException, InterruptedException {
        return launch(root.resolve("jobs/spark-sg"), javaHome(), arguments);
    }

    private int launch(Path script, String javaHome, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("MASTER", "SPARK_CONF_DIR", "SPARK_SG_PROFILE"));
        builder.environment().put("SPARK_HOME", sparkHome.toString());
        builder.environment().put("JAVA_HOME", javaHome);
        Process process = builder.start();
        output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
