package org.sparksg.lab.analyze;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.checkpoint.ModelFile;
import org.sparksg.checkpoint.TensorFile;
import org.sparksg.lab.compare.CompareCommand;
import org.sparksg.nn.Network;
import org.sparksg.nn.Slot;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;
import picocli.CommandLine;

/** A small comparison, one run of which has no model and another one a model that is broken; and what is refused. */
@Tag("spark")
@Timeout(240)
class AnalyzeTest {
    private static final String DATA = """
            data.train { format = digits, count = 500 }
            data.test { format = digits, count = 80 }
            data.held-out = 0
            network.layers = [ {dense = 24}, batch-norm, relu, {dense = 16}, relu, {dense = 10} ]
            training { epochs = 10, batch-size = 50 }
            """;
    private static final double MAJORITY =
            0.1; // the share that is right if one always says the same: the classes are equally many
    private static final String CONF = DATA + """
            name = grid
            stages = 2
            compare.rules {
              locked.learning.rule = locked
              wild { learning.rule = locked, optimizer { type = sgd, learning-rate = 1e30 } }
              broken.learning.rule = locked
              cdni {}
            }
            """;

    @TempDir
    static Path folder;

    private static Path conf;
    private static Spoken first;

    /** What a command said, and how it ended. */
    private record Spoken(int code, String out, String err) {}

    @BeforeAll
    static void analyze() throws IOException {
        conf = Files.writeString(folder.resolve("grid.conf"), CONF);
        Spoken trained = run(new CompareCommand(), conf);
        assertEquals(0, trained.code(), trained.out() + trained.err());
        breakModel(folder.resolve("grid/broken_s1/model/model.ssgt"));
        Files.createDirectories(folder.resolve("grid-2/locked_s1")); // a newer comparison, only begun
        Files.copy(folder.resolve("grid/comparison.json"), folder.resolve("grid-2/comparison.json"));
        for (String table : List.of("layers", "weights")) { // of an analysis before this one
            Path old = Files.createDirectories(folder.resolve("grid/analysis/" + table + "/run=old_s1"));
            Files.writeString(old.resolve("part.parquet"), "old");
        }
        first = run(new AnalyzeCommand(), conf, "--examples", "300", "--points", "50");
    }

    /** Makes a weight NaN, as the last update of a run may do. */
    private static void breakModel(Path path) {
        Configuration hadoop = new Configuration();
        var file = new org.apache.hadoop.fs.Path(path.toUri());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata;
        try (TensorFile model = TensorFile.open(hadoop, file)) {
            metadata = model.metadata();
            for (Slot slot : slots(ModelFile.network(model))) {
                Tensor tensor = Tensor.zeros(Element.F32, slot.shape());
                model.read(slot.name(), tensor);
                tensors.put(slot.name(), tensor);
            }
        }
        Tensor weights = tensors.values().iterator().next();
        weights.set(0, Double.NaN);
        weights.touch();
        assertDoesNotThrow(() -> Files.delete(path));
        TensorFile.write(hadoop, file, metadata, tensors);
    }

    private static List<Slot> slots(Network network) {
        List<Slot> slots = new ArrayList<>(network.parameters(0, network.size()));
        slots.addAll(network.statistics(0, network.size()));
        return slots;
    }

    private static Spoken run(Callable<Integer> command, Path file, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    line.getErr().println(error.getMessage());
                    return 2;
                });
        List<String> arguments = new ArrayList<>(
                List.of(file.toString(), "--master", "local[2]", "--set", "output.directory=" + folder));
        arguments.addAll(List.of(more));
        return new Spoken(commandLine.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
    }

    private static SparkSession session() {
        return SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }

    @Test
    void eachModelAndLayerIsSaidAndWhatHasNoModelIsSkipped() {
        assertEquals(0, first.code(), first.err());
        assertTrue(first.out().contains("skipped  ") && first.out().contains("/grid/wild_s1: "), first.out());
        assertTrue(first.out().contains("analyze  grid: 3 models\n"), first.out());
        assertTrue(first.out().contains("[1/3] locked_s1  input     784 units  classifier "), first.out());
        assertTrue(
                first.out().contains("skipped  broken_s1: activations of unit 0 of 24 are not finite numbers"),
                first.out());
        assertTrue(first.out().contains("[3/3] cdni_s1  layer 2   16 units  classifier "), first.out());
        assertFalse(first.out().contains("layer 3"), first.out());
    }

    @Test
    void reportsStandBesideTheRuns() throws IOException {
        String markdown = Files.readString(folder.resolve("grid/analysis.md"));
        assertTrue(markdown.contains("| layer | locked_s1 | cdni_s1 |"), markdown);
        assertTrue(markdown.contains("300 training examples") && markdown.contains("50 training examples"), markdown);
        String page = Files.readString(folder.resolve("grid/analysis.html"));
        assertTrue(page.contains("alt=\"cdni_s1, layer 2\""));
    }

    @Test
    void tablesHaveARowForEachLayer() throws IOException {
        try (SparkSession spark = session()) {
            List<Row> layers = spark.read()
                    .parquet(folder.resolve("grid/analysis/layers").toString())
                    .orderBy("run", "layer")
                    .collectAsList();
            assertEquals(2 * 3, layers.size());
            double best = layers.get(5).getAs("classifier_test_accuracy");
            assertTrue(best > 4 * MAJORITY, "the last hidden layer of locked_s1: " + best);
            Row last = layers.get(2);
            assertEquals("cdni_s1", last.getAs("run"));
            assertEquals(16, last.<Integer>getAs("units"));
            assertEquals(
                    50 * 49 / 2,
                    last.getList(last.fieldIndex("dissimilarities")).size());
            assertEquals(1, last.<Double>getAs("correlation_to_last"), 1e-9);
            for (Row layer : layers) {
                double seen = layer.getAs("classifier_train_accuracy");
                double unseen = layer.getAs("classifier_test_accuracy");
                assertTrue(
                        seen > 0.3 && seen <= 1 && unseen > 2 * MAJORITY && unseen <= seen,
                        layer.getAs("layer") + ": " + seen + ", " + unseen);
            }
            assertEquals(0, layers.get(0).<Double>getAs("regressor_train_error"), 1e-6, "the input is the input");
            assertTrue(layers.get(1).<Double>getAs("regressor_train_error") > 1e-4);
            assertEquals(
                    2 * 3,
                    spark.read()
                            .parquet(folder.resolve("grid/analysis/weights").toString())
                            .count());
        }
    }

    @Test
    void anyModelsCanBeLookedInto() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain.conf"), DATA);
        Path output = folder.resolve("other/place");
        Spoken looked = run(
                new AnalyzeCommand(),
                plain,
                "--model",
                folder.resolve("grid/cdni_s1").toString(),
                "--output",
                output.toString(),
                "--examples",
                "100",
                "--points",
                "20");
        assertEquals(0, looked.code(), looked.err());
        assertTrue(Files.exists(output.resolve("analysis.html")));
        assertTrue(Files.exists(output.resolve("analysis/weights/run=cdni_s1/_SUCCESS")));
    }

    @Test
    void figuresOfOtherDataThanThoseTrainedOnAreRefused() {
        refused(
                "/grid/locked_s1 are not those of the conf file any more: undo the change",
                conf,
                "--set",
                "data.held-out=0.1");
    }

    @Test
    void modelsThatAreAllBrokenAreRefused() throws IOException {
        Path plain = Files.writeString(folder.resolve("broken.conf"), DATA);
        Path output = folder.resolve("broken");
        refused(
                "/broken: there is no page, because no model could be looked into",
                plain,
                "--model",
                folder.resolve("grid/broken_s1").toString(),
                "--output",
                output.toString(),
                "--examples",
                "100",
                "--points",
                "20");
        assertFalse(Files.exists(output.resolve("analysis.html")));
    }

    @Test
    void comparisonThatWasNotTrainedIsRefused() {
        refused("there is no comparison other in ", conf, "--name", "other");
    }

    @Test
    void comparisonWithoutAModelIsRefused() throws IOException {
        Path begun = Files.createDirectories(folder.resolve("begun"));
        Files.writeString(begun.resolve("comparison.json"), "{\"name\": \"begun\"}");
        refused("/begun: no run of this comparison has a model: train it with", conf, "--name", "begun");
    }

    @Test
    void dataOfAnotherShapeAreRefused() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "a,y\n1,0\n2,1\n");
        Path other = Files.writeString(
                folder.resolve("csv.conf"),
                "data.train { format = csv, path = \"" + table + "\", label { column = y, classes = 2 } }\n"
                        + "data.held-out = 0, network.layers = [ {dense = 2} ]\n");
        refused("takes features [28, 28, 1]", other, "--model", "" + folder.resolve("grid/cdni_s1"), "--output", "x");
    }

    @Test
    void absentDataAreNamed() throws IOException {
        Path absent = Files.writeString(
                folder.resolve("absent.conf"),
                DATA.replaceAll(
                        "data.(train|test) .*", "data.$1 { format = idx, images = no-such-file, labels = none }"));
        refused("no-such-file", absent, "--model", "" + folder.resolve("grid/cdni_s1"), "--output", "x");
    }

    @Test
    void wrongOptionsAreRefused() {
        refused("--points = 5000: must be >= 2 and <= 1000", conf, "--points", "5000");
        refused("--examples = 0: must be >= 2", conf, "--examples", "0");
        refused("--model needs --output", conf, "--model", "x");
        refused("--output goes with --model", conf, "--output", "x");
    }

    private static void refused(String reason, Path file, String... more) {
        Spoken spoken = run(new AnalyzeCommand(), file, more);
        assertEquals(2, spoken.code(), spoken.out());
        assertTrue(spoken.err().contains(reason), spoken.err());
    }
}
