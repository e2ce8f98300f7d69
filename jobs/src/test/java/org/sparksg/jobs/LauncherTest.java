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

/** The script {@code jobs/spark-sg}: a copy of it runs here, on a Java and a Spark that print what they get. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("spark-sg").toAbsolutePath();
    private static final String BUNDLE = "bundle/target/spark-sg-bundle_2.12-0.1.0.jar";
    private static final String BUNDLE_SPARK_4 = "bundle/target-spark-4/spark-sg-bundle_2.13-0.1.0.jar";

    @TempDir
    private Path root;

    private String path = System.getenv("PATH");
    private Path sparkHome; // null: not set
    private String output;

    @BeforeEach
    void install() throws IOException {
        Files.createDirectories(root.resolve("jobs/bundle/target"));
        Files.createDirectories(root.resolve("jobs/bundle/target-spark-4"));
        Files.createDirectories(root.resolve("jobs/src/main"));
        old(Files.writeString(root.resolve("pom.xml"), "<a>\n  <revision>0.1.0</revision>\n</a>\n"));
        old(Files.writeString(root.resolve("jobs/pom.xml"), ""));
        old(Files.writeString(root.resolve("jobs/bundle/pom.xml"), ""));
        Files.copy(SCRIPT, root.resolve("jobs/spark-sg"));
        Files.writeString(root.resolve("jobs/" + BUNDLE), "");
        Files.writeString(root.resolve("jobs/" + BUNDLE_SPARK_4), "");
        sparkHome = Files.createDirectories(root.resolve("spark"));
        Files.createDirectories(sparkHome.resolve("bin"));
        Files.createDirectories(sparkHome.resolve("conf"));
        Path submit = Files.writeString(sparkHome.resolve("bin/spark-submit"), """
                #!/bin/bash
                printf 'submit'; printf ' <%s>' "$@"; echo
                printf 'properties '; cat /dev/fd/3
                """);
        assertTrue(submit.toFile().setExecutable(true));
        installSpark("spark-core_2.12-3.5.5.jar");
        installJava("17.0.15");
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
    void wordsOfTheLauncherBecomeTheCommand() throws IOException, InterruptedException {
        assertEquals(0, launch("train", "a file.conf", "--", "--queue", ""));
        assertTrue(
                output.contains("submit <" + root + "/jobs/" + BUNDLE + "> <train> <a file.conf> <--> <--queue> <>\n"),
                output);
    }

    @Test
    void propertiesAreReadOnceAndNotLeftBehind() throws IOException, InterruptedException {
        assertEquals(0, launch("train", "a.conf"));
        assertTrue(output.contains("properties spark.secret=1"), output);
        Path folder = Path.of(output.replaceAll("(?s).*folder <(.*?)>.*", "$1"));
        assertTrue(folder.isAbsolute(), output);
        assertFalse(Files.exists(folder));
    }

    @Test
    void codeOfTheLauncherIsThatOfTheScript() throws IOException, InterruptedException {
        assertEquals(2, launch("wrong"), output);
        assertFalse(output.contains("submit <"), output);
    }

    @Test
    void whatTheLauncherDidItselfIsDone() throws IOException, InterruptedException {
        assertEquals(0, launch("done"), output);
        assertFalse(output.contains("submit <"), output);
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
            assertTrue(output.contains("/jobs/" + target + "> <train> <a.conf>\n"), output);
        }
    }

    @Test
    void currentDirectoryIsNotOnTheClassPath() throws IOException, InterruptedException {
        assertEquals(0, launch("train", "a.conf"), output);
        String bundle = root + "/jobs/" + BUNDLE;
        assertTrue(
                output.contains(
                        "class path <" + bundle + ":" + sparkHome + "/conf:" + sparkHome + "/jars/*> master <>\n"),
                output);
    }

    /** Whose way to read its settings is neither strict nor ours. */
    @Test
    void launcherSeesWhatSparkSubmitSees() throws IOException, InterruptedException {
        Files.writeString(sparkHome.resolve("bin/load-spark-env.sh"), """
                if [ -z "$SPARK_ENV_LOADED" ]; then
                  export SPARK_ENV_LOADED=1
                  set -a
                  . "${SPARK_HOME}/conf/spark-env.sh"
                  set +a
                fi
                false
                """);
        Path java = root.resolve("jdk");
        Files.move(java, root.resolve("other jdk"));
        Files.writeString(
                sparkHome.resolve("conf/spark-env.sh"), """
                HADOOP_CONF_DIR=${NO_SUCH_VARIABLE}/etc/hadoop/conf
                false | true
                SPARK_DIST_CLASSPATH='/opt/hadoop/*:/opt/more'
                SPARK_CONF_DIR=/etc/spark
                MASTER=yarn
                here=/nowhere root=/nowhere profile=none
                """ + "JAVA_HOME='" + root.resolve("other jdk") + "'\n");
        assertEquals(0, launch("train", "a.conf"), output);
        String path = root + "/jobs/" + BUNDLE + ":/etc/spark:" + sparkHome
                + "/jars/*:/etc/hadoop/conf:/opt/hadoop/*:/opt/more";
        assertTrue(output.contains("class path <" + path + "> master <yarn>\n"), output);
        assertEquals(2, launch("wrong"), output);
    }

    /** The script and the jar of an archive, as they stand beside each other. */
    private Path unpack(String bundle) throws IOException {
        Path folder = Files.createDirectories(root.resolve("archive"));
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib").resolve(bundle), "");
        return Files.copy(SCRIPT, folder.resolve("spark-sg"));
    }

    @Test
    void archiveNeedsNoSources() throws IOException, InterruptedException {
        Path script = unpack("spark-sg-bundle_2.12-9.9.jar");
        assertEquals(0, launch(script, "train", "a.conf"), output);
        assertTrue(output.contains("/archive/lib/spark-sg-bundle_2.12-9.9.jar> <train> <a.conf>\n"), output);
        installSpark("spark-core_2.13-4.2.0.jar");
        assertEquals(2, launch(script, "train", "a.conf"), output);
        assertTrue(output.startsWith("error: SPARK_HOME = ") && output.contains("_2.12-9.9.jar"), output);
    }

    @Test
    void archiveFindsTheSparkOfThePath() throws IOException, InterruptedException {
        Path script = unpack("spark-sg-bundle_2.12-9.9.jar");
        Path installed = sparkHome;
        sparkHome = null;
        assertEquals(2, launch(script, "train", "a.conf"), output);
        assertTrue(output.startsWith("error: there is no Spark: set SPARK_HOME"), output);
        path = installed.resolve("bin") + ":" + System.getenv("PATH");
        assertEquals(0, launch(script, "train", "a.conf"), output);
        assertTrue(output.contains("submit <"), output);
    }

    @Test
    void linkToTheLauncherFindsTheProject() throws IOException, InterruptedException {
        Path bin = Files.createDirectories(root.resolve("elsewhere/bin"));
        Path relative = Files.createSymbolicLink(bin.resolve("relative"), Path.of("../../jobs/spark-sg"));
        Path link = Files.createSymbolicLink(bin.resolve("spark-sg"), relative.getFileName());
        assertEquals(0, launch(link, "train", "a.conf"), output);
        assertTrue(output.contains("/jobs/" + BUNDLE + "> <train> <a.conf>\n"), output);
    }

    @ParameterizedTest
    @CsvSource({
        "17.0.15, ''",
        "25-ea, ''",
        "11.0.2, 'error: JAVA is Java 11: install a JDK 17 or newer'",
        "1.8.0_402, 'error: JAVA is Java 1: '"
    })
    void javaIsNewEnoughForTheLauncher(String java, String said) throws IOException, InterruptedException {
        installJava(java);
        int code = launch("train", "a.conf");
        assertEquals(said.isEmpty() ? 0 : 2, code, output);
        String start = said.replace("JAVA", root.resolve("jdk/bin/java").toString());
        assertTrue(said.isEmpty() ? output.contains("submit <") : output.startsWith(start), output);
    }

    @Test
    void javaThatDoesNotRunIsToldWithItsOwnWords() throws IOException, InterruptedException {
        Path binary = Files.createDirectories(root.resolve("jdk/bin")).resolve("java");
        Files.writeString(binary, "#!/bin/bash\necho 'Error: Could not create the Java Virtual Machine.'\nexit 1\n");
        assertTrue(binary.toFile().setExecutable(true));
        assertEquals(2, launch("train", "a.conf"), output);
        assertEquals(
                "error: " + binary + " does not run, and says: Error: Could not create the Java Virtual Machine.\n",
                output);
    }

    /** A Java that is the launcher, whatever it is asked to run. */
    private void installJava(String version) throws IOException {
        Path binary = Files.createDirectories(root.resolve("jdk/bin")).resolve("java");
        Files.writeString(binary, """
                #!/bin/bash
                if [ "$1" = -version ]; then echo 'openjdk version "VERSION" 2026-01-01' >&2; exit; fi
                while [ "$1" != org.sparksg.jobs.launch.Launcher ]; do [ "$1" != -cp ] || class_path="$2"; shift; done
                folder="$2"
                shift 2
                echo "folder <$folder>"
                echo "class path <$class_path> master <${MASTER-}>"
                [ "$2" != wrong ] || exit 2
                [ "$2" != done ] || exit 0
                echo spark.secret=1 >"$folder/properties"
                printf '%s\\0' "$@" >"$folder/words"
                """.replace("VERSION", version));
        assertTrue(binary.toFile().setExecutable(true));
    }

    private int launch(String... arguments) throws IOException, InterruptedException {
        return launch(root.resolve("jobs/spark-sg"), arguments);
    }

    private int launch(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("MASTER|(SPARK|HADOOP|YARN)_.*"));
        if (sparkHome != null) {
            builder.environment().put("SPARK_HOME", sparkHome.toString());
        }
        builder.environment().put("PATH", path);
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        Process process = builder.start();
        output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
