package org.sparksg.jobs.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.jobs.ClusterOptions;
import org.sparksg.jobs.Parcel;
import org.sparksg.jobs.SparkCommand.Request;
import org.sparksg.settings.BadSetting;
import picocli.CommandLine;

/** What spark-submit gets, in words and in the file of properties. */
class InstalledSparkTest {
    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Properties properties;

    @BeforeEach
    void install() throws IOException {
        environment.put("SPARK_HOME", folder.toString());
        Files.createDirectories(folder.resolve("conf"));
    }

    private List<String> words(Map<String, String> conf, String cluster, String others) throws IOException {
        ClusterOptions options =
                CommandLine.populateCommand(new ClusterOptions(), split(cluster).toArray(String[]::new));
        List<String> words = new InstalledSpark(environment, folder, "/a/bundle.jar")
                .words(
                        new Request("spark-sg a", conf, options),
                        new Packing(folder, false),
                        List.of("train", "a.conf"),
                        split(others));
        properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("properties"))) {
            properties.load(reader);
        }
        return words;
    }

    private static List<String> split(String words) {
        return words.isEmpty() ? List.of() : Arrays.asList(words.split(" "));
    }

    private static String text(List<String> words) {
        return String.join(" ", words);
    }

    @Test
    void withoutMasterMainHearsThatThereIsNone() throws IOException {
        assertEquals(
                "--properties-file /dev/fd/3 --class org.sparksg.jobs.Main /a/bundle.jar train a.conf",
                text(words(Map.of(), "", "")));
        assertEquals("true", properties.getProperty("spark.sg.no-master"));
        assertEquals("spark-sg a", properties.getProperty("spark.app.name"));
        assertTrue(properties.getProperty("spark.driver.defaultJavaOptions").contains("jdk.incubator.vector"));
    }

    @Test
    void confDecidesWhatIsTooLateForTheDriver() throws IOException {
        String words = text(words(
                Map.of(
                        "spark.master", "yarn",
                        "spark.submit.deployMode", "cluster",
                        "spark.driver.memory", "3g",
                        "spark.app.name", "mine"),
                "",
                ""));
        assertTrue(words.startsWith("--master yarn --deploy-mode cluster --properties-file"), words);
        assertEquals("3g", properties.getProperty("spark.driver.memory"));
        assertEquals("mine", properties.getProperty("spark.app.name"));
        assertNull(properties.getProperty("spark.sg.no-master"));
    }

    @Test
    void optionsWinOverTheConf() throws IOException {
        String words = text(words(
                Map.of("spark.master", "yarn", "spark.submit.deployMode", "client"),
                "--deploy-mode cluster --queue q",
                "--num-executors 4 --conf spark.a=b"));
        assertEquals(
                "--master yarn --deploy-mode cluster --queue q --properties-file /dev/fd/3 --num-executors 4 --conf"
                        + " spark.a=b --class org.sparksg.jobs.Main /a/bundle.jar train a.conf",
                words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--master yarn", "--master=yarn", "--conf spark.master=yarn"})
    void masterBehindTheSeparatorCounts(String others) throws IOException {
        words(Map.of(), "", others);
        assertNull(properties.getProperty("spark.sg.no-master"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark.master yarn", "  spark.master=yarn", "a b\nspark.master:yarn"})
    void masterOfTheInstallationStands(String defaults) throws IOException {
        Files.writeString(folder.resolve("conf/spark-defaults.conf"), defaults + "\n");
        words(Map.of(), "", "");
        assertNull(properties.getProperty("spark.sg.no-master"));
        Files.writeString(folder.resolve("conf/spark-defaults.conf"), "#spark.master yarn\nspark.masterful x\n");
        words(Map.of(), "", "");
        assertEquals("true", properties.getProperty("spark.sg.no-master"));
    }

    @Test
    void installationIsCompletedNotReplaced() throws IOException {
        Files.writeString(
                folder.resolve("conf/spark-defaults.conf"),
                "spark.a 1\nspark.b 2\nspark.driver.defaultJavaOptions -Dx=y\nspark.driver.extraJavaOptions -Du=v\n");
        environment.put("SPARK_SG_JAVA_OPTIONS", "-Xss1m");
        words(Map.of("spark.b", "3"), "", "");
        assertEquals("1", properties.getProperty("spark.a"));
        assertEquals("3", properties.getProperty("spark.b"));
        assertEquals(
                "-Dx=y --add-modules=jdk.incubator.vector", properties.getProperty("spark.driver.defaultJavaOptions"));
        assertEquals("-Du=v -Xss1m", properties.getProperty("spark.driver.extraJavaOptions"));
    }

    @Test
    void fileOfPropertiesTakesThePlaceOfTheInstallations() throws IOException {
        Files.writeString(folder.resolve("conf/spark-defaults.conf"), "spark.a 1\n");
        Path mine = Files.writeString(folder.resolve("mine"), "spark.b 2\n");
        String words = text(words(Map.of(), "", "--verbose --properties-file " + mine + " --queue q"));
        assertTrue(words.startsWith("--properties-file /dev/fd/3 --verbose --queue q --class"), words);
        assertNull(properties.getProperty("spark.a"));
        assertEquals("2", properties.getProperty("spark.b"));
        BadSetting absent = assertThrows(BadSetting.class, () -> words(Map.of(), "", "--properties-file=/no/such"));
        assertTrue(absent.getMessage().contains("/no/such"), absent.getMessage());
    }

    /** Whose workers start a driver as they start any program. */
    @Test
    void driverInSparksOwnClusterGetsWhatSparkNeeds() throws IOException {
        words(
                Map.of("spark.master", "spark://a:7077", "spark.driver.extraJavaOptions", "-Da=b"),
                "--deploy-mode cluster",
                "");
        String options = properties.getProperty("spark.driver.extraJavaOptions");
        assertTrue(options.startsWith("-Da=b "), options);
        assertTrue(options.contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"), options);
        assertTrue(options.contains("--add-modules=jdk.incubator.vector"), options);
        words(Map.of("spark.master", "spark://a:7077"), "--deploy-mode client", "");
        assertNull(properties.getProperty("spark.driver.extraJavaOptions"));
    }

    @Test
    void secretsAreNoWordsOfTheCommand() throws IOException {
        String words = text(words(Map.of("spark.hadoop.fs.s3a.secret.key", "xyzzy"), "", ""));
        assertFalse(words.contains("xyzzy"), words);
        assertEquals("xyzzy", properties.getProperty("spark.hadoop.fs.s3a.secret.key"));
        assertTrue(
                Parcel.unpack(properties.getProperty(Parcel.PROPERTY)).files().isEmpty());
    }

    @Test
    void confFileTravelsWithTheVariablesThatItNames() throws IOException {
        Path conf = Files.writeString(folder.resolve("a.conf"), "x = ${?PATH}\ny = ${NO_SUCH_VARIABLE}");
        Packing packing = new Packing(folder, false);
        packing.text(conf);
        assertEquals(Map.of("PATH", System.getenv("PATH")), packing.parcel().environment());
        assertEquals("x = ${?PATH}\ny = ${NO_SUCH_VARIABLE}", packing.parcel().text(Path.of("a.conf")));
    }

    @Test
    void eachSubmissionHasANameOfItsOwn() throws IOException {
        words(Map.of(), "", "");
        String first = properties.getProperty("spark.sg.submission");
        words(Map.of(), "", "");
        assertFalse(first.equals(properties.getProperty("spark.sg.submission")), first);
    }

    @Test
    void jarsOnBothSidesAreRefused() {
        BadSetting both = assertThrows(BadSetting.class, () -> words(Map.of(), "--jars a.jar", "--jars b.jar"));
        assertTrue(both.getMessage().startsWith("--jars"), both.getMessage());
    }
}
