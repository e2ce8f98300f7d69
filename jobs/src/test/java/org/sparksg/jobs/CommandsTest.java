package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.settings.Redaction;
import picocli.CommandLine;

/** The commands as a user calls them, each with a Spark application of its own. */
@Tag("spark")
@Timeout(240)
class CommandsTest {
    private static final String CONF = """
            data.train { format = digits, count = 600 }
            data.test { format = digits, count = 90 }
            network.layers = [ {dense = 32}, relu, {dense = 10} ]
            training { epochs = 2, batch-size = 50 }
            """;

    private static final String TREASURE = "Hush-1234";

    @TempDir
    static Path folder;

    private static Path conf;
    private static Spoken trained;

    /** What a command said, and how it ended. */
    record Spoken(int code, String out, String err) {}

    @BeforeAll
    static void train() throws IOException {
        conf = Files.writeString(folder.resolve("small.conf"), CONF);
        trained = run(
                "train",
                conf.toString(),
                "--master",
                "local[2]",
                "--set",
                "output.directory=" + folder,
                "--set",
                "spark.ssl.keyPassword=" + TREASURE,
                "--set",
                "spark.hadoop.my.credential=" + TREASURE);
    }

    private static Spoken run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        int code = commandLine.execute(arguments);
        return new Spoken(code, out.toString(), err.toString());
    }

    @Test
    void trainWarnsOnceOfWhatIsAllowedButUnwise() {
        assertEquals(0, trained.code(), trained.err());
        assertEquals(1, trained.err().lines().count(), trained.err());
        assertTrue(trained.err().startsWith("warning  one stage per executor"), trained.err());
        assertTrue(trained.out().contains("cut into 2 stages"), trained.out());
    }

    @Test
    void secretsAreInNoFileOfARunAndNotOnTheScreen() throws IOException {
        assertTrue(Files.readString(folder.resolve("small/run.json")).contains(Redaction.HIDDEN));
        try (Stream<Path> files = Files.walk(folder.resolve("small"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(text.contains(TREASURE), file.toString());
            }
        }
        assertFalse((trained.out() + trained.err()).contains(TREASURE));
    }

    @Test
    void statusTellsOfTheRun() throws IOException {
        Spoken status = run("status", folder.resolve("small").toString());
        assertEquals(0, status.code(), status.err());
        assertTrue(status.out().startsWith("run      small in " + folder.resolve("small") + "\n"), status.out());
        assertTrue(status.out().contains("\nstate    completed: its model is in "), status.out());
        assertTrue(status.out().contains("\n         stage 1: executor "), status.out());
        assertTrue(status.out().contains("\nreached  a checkpoint after 22 batches\n"), status.out());
        assertTrue(status.out().contains("\nlatest   batch 22, epoch 2, test: loss "), status.out());
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(
                broken.resolve("run.json"), "{\"name\": \"broken\", \"attempts\": [{\"outcome\": \"Broken\"}]}");
        Spoken ended = run("status", broken.toString());
        assertEquals(Main.FAILED, ended.code(), "for scripts: " + ended.out());
        assertTrue(ended.out().contains("goes on with the same command and --resume"), ended.out());
        Spoken none = run("status", folder.toString());
        assertEquals(Main.BAD_INPUT, none.code(), none.out());
        assertTrue(none.err().contains("is no run"), none.err());
    }

    @Test
    void trainTellsTheLevelThatACurriculumReached() throws IOException {
        Spoken training = run(
                "train",
                "../conf/copy.conf",
                "--master",
                "local[2]",
                "--set",
                "data.train.count=640",
                "--set",
                "data.train.level-up=3",
                "--set",
                "data.test.count=32",
                "--set",
                "training.epochs=2",
                "--set",
                "output.directory=" + folder);
        assertEquals(0, training.code(), training.out() + training.err());
        assertTrue(
                training.out().contains("\nepoch 0   batch 1       length 2, episodes of 6 steps\n"), training.out());
        assertTrue(training.out().contains("\nlevel    length "), training.out());
        assertTrue(Files.readString(folder.resolve("copy/run.json")).contains("\"raises\""));
        assertTrue(Files.isDirectory(folder.resolve("copy/raises")));
    }

    @Test
    void sampleGoesOnWithATextAsATrainedModelExpects() throws IOException {
        Path text = Files.writeString(folder.resolve("rhyme.txt"), "abcadb".repeat(400));
        Path rhyme = Files.writeString(folder.resolve("rhyme.conf"), """
                data { train { format = text, path = "%s", window = 5 }, held-out = 0.1 }
                network.layers = [ {embedding = 8}, {lstm = 24}, {dense = 4} ]
                stages = [1, 2]
                optimizer.learning-rate = 0.02
                training { epochs = 30, batch-size = 20 }
                learning.rule = locked
                """.formatted(text));
        Spoken training = run("train", rhyme.toString(), "--master", "local[2]", "--set", "output.directory=" + folder);
        assertEquals(0, training.code(), training.out() + training.err());
        assertTrue(training.out().contains(" bits, perplexity 1."), training.out());
        String run = folder.resolve("rhyme").toString();
        Spoken sample = run("sample", run, "--prompt", "abcadbabca", "--length", "8", "--temperature", "0.1");
        assertEquals("abcadbabcadbabcadb\n", sample.out(), sample.err());
        Spoken unknown = run("sample", run, "--prompt", "abx");
        assertEquals(Main.BAD_INPUT, unknown.code());
        assertTrue(unknown.err().contains("without x"), unknown.err());
        Spoken noText = run("sample", folder.resolve("small").toString(), "--prompt", "a");
        assertEquals(Main.BAD_INPUT, noText.code());
        assertTrue(noText.err().contains("was not trained on text"), noText.err());
        String test = "data.test { format = text, path = \"" + text + "\", window = 5 }";
        Path tested = Files.writeString(folder.resolve("tested.conf"), Files.readString(rhyme) + test);
        Spoken score = run("evaluate", run, tested.toString());
        assertEquals(0, score.code(), score.err());
        assertTrue(score.out().matches("(?s).*accuracy +(9|100).*"), score.out());
    }

    @Test
    void pageOfTheRunHasItsCurves() throws IOException {
        String page = Files.readString(folder.resolve("small/run.html"));
        String data = page.replaceAll("(?s).*<script id=\"data\" type=\"application/json\">(.*?)</script>.*", "$1");
        JsonNode charts = new ObjectMapper().readTree(data);
        Map<String, JsonNode> curves = new HashMap<>();
        charts.forEach(chart -> chart.path("curves")
                .forEach(curve -> curves.put(
                        chart.path("title").asText() + "/" + curve.path("name").asText(), curve.path("points"))));
        assertEquals(2, curves.get("loss/validation").size(), "one for each epoch: " + data);
        assertEquals(22, curves.get("accuracy/test").get(0).path("x").asInt(), data);
        assertTrue(page.contains("<td>completed</td><td>22 of 22</td>"), "the state");
        assertFalse(page.contains("http-equiv"), "nothing changes any more");
        assertTrue(page.contains("epochs = 2"), "the settings");
    }

    @Test
    void doctorAsksTheExecutors() {
        Spoken doctor = run("doctor", conf.toString(), "--set", "output.directory=" + folder, "--on-executors");
        assertEquals(0, doctor.code(), doctor.out() + doctor.err());
        assertTrue(doctor.out().startsWith("the application:\n"), doctor.out());
        assertTrue(doctor.out().contains("\nthis process:\n"), doctor.out());
        assertTrue(doctor.out().contains("\nexecutor 0, host "), doctor.out());
        assertTrue(doctor.out().contains("\nexecutor 1, host "), doctor.out());
        assertEquals(
                3,
                doctor.out()
                        .lines()
                        .filter(line -> line.contains(" native libraries "))
                        .count(),
                "of this process and both executors: " + doctor.out());
        assertTrue(doctor.out().contains("Ready to train"), doctor.out());
    }

    @Test
    void evaluateScoresTheTestData() {
        Spoken score =
                run("evaluate", folder.resolve("small").toString(), conf.toString(), "--set", "data.test.count=70");
        assertEquals(0, score.code(), score.err());
        assertTrue(score.out().startsWith("model    " + folder.resolve("small") + "\nexamples 70\nloss "), score.out());
        assertTrue(score.out().contains("accuracy "), score.out());
    }

    @Test
    void rowWithoutLabelIsToldOnce() throws IOException {
        String rows = folder.resolve("rows").toString();
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            String label = "if(id = 3, null, id % 10) as label";
            spark.range(5)
                    .selectExpr("array_repeat(0.5D, 784) as features", label, "'red' as colour")
                    .write()
                    .parquet(rows);
        }
        String model = folder.resolve("small/model").toString();
        Spoken nulls = run("evaluate", model, "--data", rows);
        assertEquals(2, nulls.code(), nulls.err());
        assertEquals("error: column label: is null: fill or drop such rows\n", nulls.err());
        Spoken text = run("evaluate", model, "--data", rows, "--label", "colour");
        assertEquals(2, text.code(), text.err());
        assertEquals("error: column colour: is string, must be a number: the class, from 0 on\n", text.err());
    }

    @Test
    void otherDataAreRefusedBeforeSparkStarts() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "a,b,y\n1,2,0\n3,4,1\n");
        String data = "format = csv, path = \"" + table + "\", label { column = y, classes = 2 }";
        Path other = Files.writeString(
                folder.resolve("other.conf"),
                "data { train { " + data + " }, test { " + data + " } }\nnetwork.layers = [ {dense = 2} ]\n");
        Spoken refused = run("evaluate", folder.resolve("small").toString(), other.toString());
        assertEquals(2, refused.code(), refused.err());
        assertTrue(
                refused.err().contains("takes features [28,28,1]")
                        || refused.err().contains("takes features [28, 28, 1]"),
                refused.err());
        assertFalse(refused.err().contains("\tat "), refused.err());
    }

    @Test
    void dataWhoseClassesHaveOtherNamesAreRefused() throws IOException {
        Path table = Files.writeString(folder.resolve("pets.csv"), "a,b,pet\n" + "1,2,dog\n3,4,cat\n".repeat(20));
        Path pets = Files.writeString(folder.resolve("pets.conf"), pets(table, "[dog, cat]"));
        Spoken taught = run("train", pets.toString(), "--master", "local[1]", "--set", "output.directory=" + folder);
        assertEquals(0, taught.code(), taught.err());
        String model = folder.resolve("pets").toString();
        Path sorted = Files.writeString(folder.resolve("sorted.conf"), pets(table, "[]"));
        Spoken refused = run("evaluate", model, sorted.toString());
        assertEquals(2, refused.code(), refused.err());
        assertTrue(refused.err().contains("class 0 is \"dog\", but in the data it is \"cat\""), refused.err());
        Spoken score = run("evaluate", model, pets.toString());
        assertEquals(0, score.code(), score.err());
    }

    /** What is streamed, and how well it is mixed, is said before training. */
    @Test
    void planSaysWhatIsStreamedAndWarnsOfOneLongShard() throws IOException {
        Path table = Files.writeString(folder.resolve("long.csv"), "a,b,pet\n" + "1,2,dog\n3,4,cat\n".repeat(100));
        Path conf = Files.writeString(folder.resolve("long.conf"), pets(table, "[dog, cat]"));
        Spoken taught = run(
                "train",
                conf.toString(),
                "--master",
                "local[1]",
                "--set",
                "output.directory=" + folder,
                "--set",
                "data.train.in-memory=false",
                "--set",
                "data.shuffle-buffer=50");
        assertEquals(0, taught.code(), taught.err());
        assertTrue(
                taught.out().contains("streams  training data: 1 shards in random order, windows of "), taught.out());
        assertTrue(taught.out().contains("warning  training data are one shard, longer than a window"), taught.out());
    }

    @Test
    void modelFindsColumnsAndClassesByTheirNames() throws IOException {
        StringBuilder train = new StringBuilder("a,b,pet\n");
        StringBuilder test = new StringBuilder("pet,b,a\n");
        for (int i = 0; i < 200; i++) {
            double a = i % 2 == 0 ? 1 : -1;
            train.append(a).append(',').append(i % 7).append(',').append(a > 0 ? "dog\n" : "cat\n");
            test.append(a > 0 ? "dog" : "cat")
                    .append(',')
                    .append(i % 7)
                    .append(',')
                    .append(a)
                    .append('\n');
        }
        Path first = Files.writeString(folder.resolve("order.csv"), train);
        Path second = Files.writeString(folder.resolve("swapped.csv"), test);
        String label = "label { column = pet, kind = named }";
        Path named = Files.writeString(
                folder.resolve("order.conf"),
                "data { train { format = csv, path = \"" + first + "\", " + label
                        + " }\n test { format = csv, path = \""
                        + second + "\", " + label + " } }\nnetwork.layers = [ {dense = 8}, relu, {dense = 2} ]\n"
                        + "stages = 1\noptimizer.learning-rate = 0.02\ntraining { epochs = 40, batch-size = 20 }\n");
        Spoken taught = run("train", named.toString(), "--master", "local[1]", "--set", "output.directory=" + folder);
        assertEquals(0, taught.code(), taught.err());
        assertTrue(taught.out().contains("read     200 rows in 201 lines, and 200 rows in 201 lines"), taught.out());
        String model = folder.resolve("order").toString();
        Spoken score = run("evaluate", model, named.toString());
        assertTrue(score.out().contains("accuracy 100.00 %"), score.out() + score.err());
        Spoken streamed = run("evaluate", model, named.toString(), "--set", "data.test.in-memory=false");
        assertEquals(score.out(), streamed.out(), streamed.err());
        String rows = folder.resolve("swapped").toString();
        String few = folder.resolve("few").toString();
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            var table = spark.read()
                    .option("header", "true")
                    .option("inferSchema", "true")
                    .csv(second.toString());
            table.write().parquet(rows);
            table.drop("a").write().parquet(few);
        }
        Spoken byName = run("evaluate", model, "--data", rows);
        assertTrue(byName.out().contains("accuracy 100.00 %"), byName.out() + byName.err());
        Spoken lacking = run("evaluate", model, "--data", few);
        assertEquals(2, lacking.code(), lacking.err());
        assertTrue(lacking.err().contains("the model needs [a] besides"), lacking.err());
        Spoken nowhere = run("evaluate", model, "--data", "s3a://bucket/rows");
        assertEquals(2, nowhere.code(), nowhere.err());
        assertTrue(nowhere.err().contains("--data: s3a://bucket/rows: nothing here reads s3a://"), nowhere.err());
    }

    private static String pets(Path table, String names) {
        String data =
                "format = csv, path = \"" + table + "\", label { column = pet, kind = named, names = " + names + " }";
        return "data { train { " + data + " }, test { " + data + " } }\nnetwork.layers = [ {dense = 2} ]\n"
                + "stages = 1\ntraining { epochs = 1, batch-size = 20 }\n";
    }
}
