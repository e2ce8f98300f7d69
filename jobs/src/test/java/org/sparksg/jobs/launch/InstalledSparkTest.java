package org.sparksg.jobs.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    private boolean portable;
    private int java = 17;
    private Packing packing;
    private Properties properties;

    @BeforeEach
    void install() throws IOException {
        packing = new Packing(folder);
        environment.put("SPARK_HOME", folder.toString());
        Files.createDirectories(folder.resolve("conf"));
    }

    private List<String> words(Map<String, String> conf, String cluster, String others) throws IOException {
        ClusterOptions options =
                CommandLine.populateCommand(new ClusterOptions(), split(cluster).toArray(String[]::new));
        Request request = new Request("spark-sg a", conf, options, portable);
        List<String> words = new InstalledSpark(environment, folder, "/a/bundle.jar", java)
                .words(request, packing, List.of("train", "a.conf"), split(others));
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

    /** By its property alone Spark does not hear of it. */
    @ParameterizedTest
    @CsvSource({"true, 1", "false, 0", "'', 0"})
    void supervisionIsAWordOfItsOwn(String value, int words) throws IOException {
        List<String> all = words(Map.of("spark.driver.supervise", value), "--master spark://h:7077", "");
        assertEquals(words, all.stream().filter("--supervise"::equals).count(), all.toString());
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
    @ValueSource(
            strings = {
                "--master yarn",
                "--master=yarn",
                "--conf spark.master=yarn",
                "--conf=spark.master=yarn",
                "-c spark.master=yarn",
                "--conf spark.master=local --supervise --master yarn --conf spark.master=spark://a:7077"
            })
    void masterBehindTheSeparatorCounts(String others) throws IOException {
        words(Map.of(), "", others);
        assertNull(properties.getProperty("spark.sg.no-master"));
        String words = text(words(Map.of("spark.master", "spark://b:7077"), "", others));
        assertTrue(words.startsWith("--master yarn --properties-file"), words);
        assertFalse(words.contains("spark://") || words.contains("spark.master"), words);
    }

    @Test
    void masterOfTheEnvironmentCountsWhereThereIsNoOther() throws IOException {
        environment.put("MASTER", "yarn");
        assertTrue(text(words(Map.of(), "", "")).startsWith("--master yarn "));
        assertNull(properties.getProperty("spark.sg.no-master"));
        assertTrue(text(words(Map.of("spark.master", "k8s://a"), "", "")).startsWith("--master k8s://a "));
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
    @ParameterizedTest
    @CsvSource({
        "--deploy-mode cluster, ''",
        "'', --deploy-mode cluster",
        "'', --deploy-mode=cluster",
        "'', --conf spark.submit.deployMode=cluster",
        "--deploy-mode client, --conf=spark.submit.deployMode=cluster",
        "'', --master spark://b:7077 -c spark.submit.deployMode=cluster"
    })
    void driverInSparksOwnClusterGetsWhatSparkNeeds(String cluster, String others) throws IOException {
        String words = text(words(
                Map.of("spark.master", "spark://a:7077", "spark.driver.extraJavaOptions", "-Da=b"), cluster, others));
        assertTrue(words.matches("--master spark://.:7077 --deploy-mode cluster --properties-file.*"), words);
        String options = properties.getProperty("spark.driver.extraJavaOptions");
        assertTrue(options.startsWith("-Da=b "), options);
        assertTrue(options.contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"), options);
        assertTrue(options.contains("--add-modules=jdk.incubator.vector"), options);
        words(Map.of("spark.master", "spark://a:7077"), cluster, (others + " --deploy-mode client").strip());
        assertNull(properties.getProperty("spark.driver.extraJavaOptions"));
        words(Map.of("spark.master", "spark://a:7077"), cluster, (others + " --master yarn").strip());
        assertNull(properties.getProperty("spark.driver.extraJavaOptions"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--driver-java-options -Dx=y",
                "--driver-java-options=-Dx=y",
                "--conf spark.driver.extraJavaOptions=-Dx=y",
                "-c spark.driver.extraJavaOptions=-Dz=1 --driver-java-options -Dx=y"
            })
    void optionsOfTheDriverBehindTheSeparatorAreCompleted(String others) throws IOException {
        environment.put("SPARK_SG_JAVA_OPTIONS", "-Xss1m");
        words(Map.of("spark.driver.extraJavaOptions", "-Da=b"), "", others);
        assertEquals("-Dx=y -Xss1m", properties.getProperty("spark.driver.extraJavaOptions"));
        String words = text(words(Map.of(), "", "--conf spark.driver.defaultJavaOptions=-Du=v " + others));
        assertEquals(
                "-Du=v --add-modules=jdk.incubator.vector", properties.getProperty("spark.driver.defaultJavaOptions"));
        assertTrue(words.startsWith("--properties-file /dev/fd/3 --class"), words); // where nothing wins over them
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf file", "words", "properties file", "installation"})
    void whatSparkSaysToHadoopDecidesWhereDataAre(String source) throws IOException {
        Map<String, String> shared = Map.of(
                "spark.hadoop.fs.defaultFS",
                "shared:///",
                "spark.hadoop.fs.shared.impl",
                LocalDataTest.Shared.class.getName(),
                "spark.hadoop.fs.shared.impl.disable.cache",
                "true",
                "spark.hadoop.shared.root",
                folder.resolve("shared").toString());
        String file = Files.writeString(folder.resolve("a.csv"), "1,2").toString();
        String lines = shared.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n"));
        Path mine = folder.resolve(source.equals("installation") ? "conf/spark-defaults.conf" : "mine");
        Files.writeString(mine, lines);
        packing.everywhere(file);
        words(
                source.equals("conf file") ? shared : Map.of(),
                "",
                switch (source) {
                    case "words" -> "--conf " + lines.replace("\n", " --conf ");
                    case "properties file" -> "--properties-file " + mine;
                    default -> "";
                });
        String data = Parcel.unpack(properties.getProperty(Parcel.PROPERTY)).everywhere(file);
        assertTrue(data.startsWith("shared:/") && data.endsWith("/a.csv"), data);
        assertTrue(Files.exists(folder.resolve("shared" + data.substring("shared:".length()))), data);
    }

    @Test
    void driverElsewhereDoesNotFindWhatIsOnThisMachine() throws IOException {
        String file = Files.writeString(folder.resolve("a.csv"), "1,2").toString();
        List.of(file, "file:" + file + "2", "/no/such/image.csv").forEach(packing::everywhere);
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            words(Map.of("spark.master", "k8s://a"), "", "");
            assertEquals("", said.toString(StandardCharsets.UTF_8));
            words(Map.of("spark.master", "k8s://a"), "--deploy-mode cluster", "");
        } finally {
            System.setErr(before);
        }
        String warning = said.toString(StandardCharsets.UTF_8);
        assertTrue(warning.startsWith("warning: file:" + file + ": ") && warning.contains("fs.defaultFS"), warning);
        assertEquals(1, warning.lines().count(), warning);
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
        packing.text(conf);
        Parcel parcel = packing.parcel(new Configuration(), false);
        assertEquals(Map.of("PATH", System.getenv("PATH")), parcel.environment());
        assertEquals("x = ${?PATH}\ny = ${NO_SUCH_VARIABLE}", parcel.text(Path.of("a.conf")));
    }

    @Test
    void eachSubmissionHasANameOfItsOwn() throws IOException {
        words(Map.of(), "", "");
        String first = properties.getProperty("spark.sg.submission");
        words(Map.of(), "", "");
        assertFalse(first.equals(properties.getProperty("spark.sg.submission")), first);
    }

    /** In the place of which no word of the command may stand. */
    @ParameterizedTest
    @ValueSource(
            strings = {"--jars b.jar", "--jars=b.jar", "--conf spark.jars=b.jar", "-c spark.jars=a.jar --jars b.jar"})
    void portableKernelsBringTheirLibraryBesideOtherJars(String others) throws IOException {
        words(Map.of(), "", others);
        assertEquals("b.jar", properties.getProperty("spark.jars"));
        words(Map.of(), "", "");
        assertNull(properties.getProperty("spark.jars"));
        portable = true;
        String words = text(words(Map.of(), "", others));
        assertTrue(words.startsWith("--properties-file /dev/fd/3 --class"), words);
        assertEquals("b.jar,/a/nd4j-native.jar", properties.getProperty("spark.jars"));
        words(Map.of("spark.jars", "c.jar"), "", "");
        assertEquals("c.jar,/a/nd4j-native.jar", properties.getProperty("spark.jars"));
        environment.put("SPARK_SG_BUNDLE", "local:///opt/spark-sg/spark-sg-bundle.jar");
        words = text(words(Map.of(), "", ""));
        assertTrue(words.contains(" local:///opt/spark-sg/spark-sg-bundle.jar train"), words);
        assertEquals("local:///opt/spark-sg/nd4j-native.jar", properties.getProperty("spark.jars"));
    }

    @Test
    void javaOfPortableKernelsAloneBringsTheirLibrary() throws IOException {
        java = 21;
        words(Map.of(), "", "");
        assertEquals("/a/nd4j-native.jar", properties.getProperty("spark.jars"));
    }

    @Test
    void driversElsewhereComputeOnOneThread() throws IOException {
        words(Map.of("spark.yarn.appMasterEnv.OMP_NUM_THREADS", "2"), "", "");
        assertEquals("2", properties.getProperty("spark.yarn.appMasterEnv.OMP_NUM_THREADS"));
        assertEquals("1", properties.getProperty("spark.kubernetes.driverEnv.OMP_NUM_THREADS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--jars b.jar", "--jars=b.jar", "--conf spark.jars=b.jar", "--conf=spark.jars=b.jar"})
    void jarsOnBothSidesAreRefused(String others) {
        BadSetting both = assertThrows(BadSetting.class, () -> words(Map.of(), "--jars a.jar", others));
        assertTrue(both.getMessage().startsWith("--jars"), both.getMessage());
    }
}
