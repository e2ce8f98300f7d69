package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Wrong input is told once, in one message, before Spark starts, with exit code 2. */
class BadInputTest {
    private static final String GOOD = """
            data.train { format = digits, count = 100 }
            network.layers = [ {dense = 16}, relu, {dense = 10} ]
            stages = 1
            """;

    @TempDir
    static Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /**
     * One wrong input.
     *
     * @param what what is wrong, for people
     * @param conf the conf file; FILES stands for the folder of the files below
     * @param set what {@code --set} sets
     * @param message what the message must contain
     */
    record Case(String what, String conf, List<String> set, List<String> message) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Case> keys() {
        return Stream.of(
                set("misspelt key", "training.epoch=3", "training.epoch: unknown key", "did you mean epochs?"),
                set("misspelt section", "trainin.epochs=3", "trainin: unknown key", "did you mean training?"),
                set("wrong type", "training.epochs=many", "training.epochs = many: ", "whole number"),
                set("negative number", "training.batch-size=-5", "-5", "must be >= 1"),
                set("negative rate", "optimizer.learning-rate=-1", "learning-rate", "-1"),
                set("unknown value", "learning.rule=magic", "learning.rule = magic", "synthetic-gradients"),
                set("unknown layer", "network.layers=[{perceptron = 3}]", "perceptron", "dense"),
                set("too many stages", "stages=4", "stages = 4: the network has 3 layers", "at most 3"),
                set("stages that do not add up", "stages=[1, 1]", "these are 2 layers", "the network has 3"),
                set("several precisions", "compute.precision=[f32, f32]", "2 entries for 1 stages", "one per stage"),
                set(
                        "wires for other boundaries",
                        "transport.wire=[bf16, f32]",
                        "2 entries for 0 boundaries",
                        "one per boundary"),
                set("precision that nothing computes", "compute.precision=bf16;compute.backend=portable", "F32 only"),
                set("unknown master", "spark.master=yran", "spark.master = yran", "SPARK_HOME"),
                set("no such manager", "spark.master=yarn", "none for spark.master = yarn", "SPARK_HOME"),
                set("two stages in an executor", "spark.task.cpus=1;spark.executor.cores=4", "leaves room"),
                set(
                        "early stopping without checkpoints",
                        "early-stopping.patience=2;evaluation.every=5;checkpoint.every=7",
                        "early stopping",
                        "checkpoint.every"),
                set("output on a store without its connector", "output.directory=\"s3a://bucket/runs\"", "hadoop-aws"),
                set(
                        "output on a host that is not there",
                        "output.directory=\"hdfs://127.0.0.1:1/runs\"",
                        "nobody listens"),
                set("output in place of a file", "output.directory=FILES/file/runs", "cannot be written"),
                set("network for other classes", "network.layers=[{dense = 7}]", "units = 7", "10 classes"));
    }

    private static Case set(String what, String assignments, String... message) {
        return new Case(what, GOOD, List.of(assignments.split(";")), List.of(message));
    }

    static Stream<Case> files() {
        return Stream.of(
                new Case("missing key", "network.layers = [ {dense = 10} ]", List.of(), List.of("data.train")),
                new Case("syntax error", "data { train {", List.of(), List.of("bad.conf")),
                data("no such file", idx("absent", "labels"), "absent"),
                data("no such folder", "format = cifar10, files = [\"FILES/absent/*.bin\"]", "absent"),
                data("images cut off", idx("images-cut", "labels"), "cut off"),
                data("no IDX file", idx("images-magic", "labels"), "magic number"),
                data("images and labels exchanged", idx("labels", "images"), "exchanged"),
                data("more labels than images", idx("images", "labels-3"), "3 labels, expected 2"),
                data("label out of range", idx("images", "labels-12"), "label 12, expected 0..9"),
                data("damaged gzip header", idx("damaged.gz", "labels"), "gzip"),
                data("labels with a gzip body cut off", idx("images", "cut.gz"), "gzip data end too early"),
                data("table with text", csv("text.csv", "column = y, classes = 2"), "\"red\" is not a finite number"),
                data("table without the column", csv("table.csv", "column = z"), "no column \"z\""),
                data("rows of two widths", csv("ragged.csv", "column = y"), "line 3: has 2 columns, expected 3"),
                data("quote that is not closed", csv("quote.csv", "column = y, classes = 2"), "line 3: the quote"),
                data("whole numbers that are rounded", csv("long.csv", "column = y, classes = 2"), "16777217"),
                data(
                        "connector that is not there",
                        remote("s3a://bucket/a.csv"),
                        "data.train.path: s3a://bucket/a.csv"),
                data("no connector's jar", remote("s3a://bucket/a.csv"), "--jars"),
                data("server that is not there", remote("hdfs://localhost:1/a.csv"), "nobody listens there"),
                data("path of nothing", remote("FILES/absent.csv"), "bad.conf:1: data.train.path: file:"),
                data("values and a loss for classes", csv("value.csv", "column = y, kind = value"), "needs classes"));
    }

    private static String idx(String images, String labels) {
        return "format = idx, images = \"FILES/" + images + "\", labels = \"FILES/" + labels + "\"";
    }

    private static String csv(String file, String label) {
        return "format = csv, path = \"FILES/" + file + "\", label { " + label + " }";
    }

    private static String remote(String path) {
        return "format = csv, path = \"" + path + "\", label { column = y }";
    }

    private static Case data(String what, String train, String message) {
        String conf = "data.train { " + train + " }\nnetwork.layers = [ {dense = 10} ]\nstages = 1\n";
        return new Case(what, conf, List.of(), List.of(message));
    }

    @BeforeAll
    static void writeFiles() throws IOException {
        byte[] images = ByteBuffer.allocate(16 + 2 * 784)
                .putInt(0x803)
                .putInt(2)
                .putInt(28)
                .putInt(28)
                .array();
        write("file", new byte[0]);
        write("images", images);
        write("images-cut", Arrays.copyOf(images, 1000));
        write("images-magic", "this is no image file".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        write("labels", labels(3, 4));
        write("labels-3", labels(3, 4, 5));
        write("labels-12", labels(3, 12));
        write("damaged.gz", new byte[] {0x1F, (byte) 0x8B, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99});
        byte[] packed = gzip(labels(3, 4));
        write("cut.gz", Arrays.copyOf(packed, packed.length - 12));
        Files.writeString(directory.resolve("table.csv"), "a,b,y\n1,2,0\n3,4,1\n");
        Files.writeString(directory.resolve("text.csv"), "a,b,y\n1,red,0\n3,blue,1\n");
        Files.writeString(directory.resolve("ragged.csv"), "a,b,y\n1,2,0\n3,1\n");
        Files.writeString(directory.resolve("quote.csv"), "a,b,y\n1,2,0\n3,\"4,1\n5,6,1\n");
        Files.writeString(directory.resolve("long.csv"), "a,b,y\n1,2,0\n3,16777217,1\n");
        Files.writeString(directory.resolve("value.csv"), "a,b,y\n1,2,0.5\n3,4,1.5\n");
    }

    private static byte[] labels(int... labels) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(labels.length);
        for (int label : labels) {
            bytes.put((byte) label);
        }
        return bytes.array();
    }

    private static byte[] gzip(byte[] data) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(data);
        }
        return packed.toByteArray();
    }

    private static void write(String name, byte[] bytes) throws IOException {
        Files.write(directory.resolve(name), bytes);
    }

    @ParameterizedTest
    @MethodSource({"keys", "files"})
    void isToldOnceBeforeSparkStarts(Case wrong) throws IOException {
        Path conf = Files.writeString(directory.resolve("bad.conf"), filled(wrong.conf()));
        List<String> arguments = new ArrayList<>(List.of("train", conf.toString()));
        arguments.addAll(List.of("--set", "output.directory=" + directory.resolve("runs")));
        wrong.set().forEach(assignment -> arguments.addAll(List.of("--set", filled(assignment))));
        assertEquals(Main.BAD_INPUT, run(arguments), err.toString());
        String text = err.toString();
        for (String part : wrong.message()) {
            assertTrue(text.contains(part), "\"" + part + "\" must be in: " + text);
        }
        assertToldOnce(text);
    }

    /** One line per problem, each another one, and nothing that only a programmer understands. */
    private void assertToldOnce(String text) {
        assertTrue(text.startsWith("error: "), text);
        assertEquals(text.lines().distinct().count(), text.lines().count(), text);
        String problem = text.lines()
                .filter(line -> line.startsWith("error: "))
                .findFirst()
                .orElseThrow();
        String core = problem.substring("error: ".length());
        assertEquals(text.indexOf(core), text.lastIndexOf(core), text);
        assertFalse(text.contains("\tat ") || text.contains("Exception"), text);
        assertEquals("", out.toString());
    }

    private static String filled(String text) {
        return text.replace("FILES", directory.toString());
    }

    @Test
    void missingConfFileIsTold() {
        assertEquals(
                Main.BAD_INPUT,
                run(List.of("train", directory.resolve("none.conf").toString())));
        assertTrue(err.toString().contains("none.conf: no such file"), err.toString());
    }

    @Test
    void runThatIsNotThereToBeResumedIsToldBeforeSparkStarts() throws IOException {
        Path conf = Files.writeString(directory.resolve("good.conf"), GOOD);
        String runs = "output.directory=" + directory.resolve("runs");
        assertEquals(
                Main.BAD_INPUT,
                run(List.of(
                        "train",
                        conf.toString(),
                        "--resume",
                        "--master",
                        "local[1]",
                        "--set",
                        runs,
                        "--set",
                        "name=none")));
        String problem = err.toString().lines().skip(1).findFirst().orElse(""); // after a warning about the master
        assertTrue(problem.startsWith("error: --resume: there is no run none in "), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
    }

    @Test
    void keyWithoutValueIsTold() throws IOException {
        Path conf = Files.writeString(directory.resolve("good.conf"), GOOD);
        assertEquals(Main.BAD_INPUT, run(List.of("train", conf.toString(), "--set", "seed")));
        assertTrue(err.toString().contains("seed") && err.toString().contains("="), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
    }

    private int run(List<String> arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments.toArray(String[]::new));
    }
}
