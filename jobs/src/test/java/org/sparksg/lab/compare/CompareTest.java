package org.sparksg.lab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.config.GridConfig;
import org.sparksg.jobs.Screen;
import picocli.CommandLine;

/** A small grid from conf file to page, with a run that breaks and one that diverges; then again with {@code --resume}. */
@Tag("spark")
@Timeout(240)
class CompareTest {
    private static final String CONF = """
            name = grid
            data.train { format = digits, count = 600 }
            data.test { format = digits, count = 90 }
            data.held-out = 0
            network.layers = [ {dense = 32}, relu, {dense = 10} ]
            stages = 2
            training { epochs = 2, batch-size = 50 }
            compare {
              seeds = 1
              rules {
                locked.learning.rule = locked
                torn { transport.faults.disconnect-after = 20, recovery.restarts = 0 }
                wild { learning.rule = locked, optimizer { type = sgd, learning-rate = 1e30 } }
                cdni.corrections.every = 2
              }
            }
            """;

    @TempDir
    static Path folder;

    private static String out;
    private static String err;
    private static int code;
    private static Map<String, Result> results;
    private static String markdown;
    private static String page;

    @BeforeAll
    static void compare() throws IOException {
        Path conf = Files.writeString(folder.resolve("grid.conf"), CONF);
        run(conf);
        assertEquals(1, code, out + err);
        assertTrue(err.contains("error: 1 of 4 runs failed, see above"), err);
        markdown = markdown();
        page = Files.readString(folder.resolve("grid/comparison.html"));
        try (SparkSession spark = session()) {
            results = new ResultTable(spark, folder.resolve("grid/comparison").toString())
                    .read().stream().collect(Collectors.toMap(Result::run, Function.identity()));
        }
    }

    private static SparkSession session() {
        return SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }

    private static String markdown() throws IOException {
        return Files.readString(folder.resolve("grid/comparison.md"));
    }

    private static void run(Path conf, String... more) {
        StringWriter said = new StringWriter();
        StringWriter wrong = new StringWriter();
        CommandLine commandLine = new CommandLine(new CompareCommand())
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(wrong, true));
        List<String> arguments = new java.util.ArrayList<>(
                List.of(conf.toString(), "--master", "local[2]", "--set", "output.directory=" + folder));
        arguments.addAll(List.of(more));
        code = commandLine.execute(arguments.toArray(String[]::new));
        out = said.toString();
        err = wrong.toString();
    }

    @Test
    void everyRunIsARowAlsoThoseThatBrokeOrDiverged() throws IOException {
        assertEquals(4, results.size(), results.toString());
        Result cdni = results.get("cdni_s1");
        assertEquals(Outcome.COMPLETE, cdni.outcome());
        assertEquals("test", cdni.score().split());
        JsonNode evaluations = new ObjectMapper()
                .readTree(folder.resolve("grid/cdni_s1/run.json").toFile())
                .get("evaluations");
        JsonNode last = evaluations.get(evaluations.size() - 1);
        assertEquals(24, last.get("batch_id").asInt());
        assertEquals(1 - last.get("accuracy").asDouble(), cdni.score().error(), 1e-12);
        assertEquals(last.get("loss").asDouble(), cdni.score().loss(), 1e-12);
        assertEquals(24, cdni.figures().steps());
        assertEquals(784 * 32 + 32 + 32 * 10 + 10, cdni.parameters());
        assertTrue(cdni.figures().trainLoss() > 0 && cdni.figures().trainLoss() < 10, cdni.toString());
        assertTrue(cdni.figures().examplesPerSecond() > 0 && cdni.figures().seconds() > 0, cdni.toString());
        assertEquals(2, cdni.figures().busy().size());
        cdni.figures().busy().forEach(share -> assertTrue(share > 0 && share <= 1, cdni.toString()));
        assertEquals(Outcome.FAILED, results.get("torn_s1").outcome());
        assertEquals(Outcome.DIVERGED, results.get("wild_s1").outcome());
        assertTrue(Double.isNaN(results.get("wild_s1").score().loss()));
    }

    @Test
    void reportsStandBesideTheRuns() {
        assertTrue(markdown.contains("| network | locked | torn | wild | cdni |\n"), markdown);
        assertTrue(markdown.contains(" | 1 diverged | "), markdown);
        assertTrue(page.contains("\"boundary\":0,\"points\":[{\"x\":"), "corrections of cdni");
        assertTrue(page.contains("\"bySteps\":[{\"x\":12.0,"), "an evaluation after each epoch");
        for (String run : List.of("locked_s1", "wild_s1", "cdni_s1")) {
            assertTrue(Files.exists(folder.resolve("grid/" + run + "/run.json")), run);
        }
    }

    @Test
    void noRunBeginsWhenThePersonSaidStop() throws IOException {
        String text = CONF.replace("name = grid", "name = other");
        Folder other = Folder.of(new Configuration(), folder.toString(), "other", false, Optional.empty());
        GridCheck check = new GridCheck(new Configuration(), line -> {});
        List<GridRun> runs = check.plan(
                check.complete(GridConfig.parse("x.conf", text, List.of()).cells(other.location(""))),
                new SparkConf(false));
        try (SparkSession spark = session();
                JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
                Screen screen = new Screen(new PrintWriter(new StringWriter()))) {
            var trainer = new GridTrainer(context, other, new LiveTable(screen, runs), () -> true);
            var begun = new Comparison("other", "locked", OptionalDouble.empty(), runs.size(), List.of());
            assertThrows(InterruptedException.class, () -> trainer.train(begun, runs));
        }
        assertFalse(other.has(runs.get(0).id()));
    }

    @Test
    void tableWithoutFilesIsEmpty() throws IOException {
        Files.createDirectories(folder.resolve("begun/run=a_s1/_temporary"));
        try (SparkSession spark = session()) {
            assertEquals(
                    List.of(), new ResultTable(spark, folder.resolve("begun").toString()).read());
        }
    }

    @Test
    void resumeTrainsOnlyWhatIsMissing() throws IOException {
        Path conf = folder.resolve("grid.conf");
        Path finished = folder.resolve("grid/cdni_s1/run.json");
        FileTime before = Files.getLastModifiedTime(finished);
        Files.move(folder.resolve("grid/wild_s1"), folder.resolve("wild_s1")); // to train it again
        run(conf, "--resume", "--set", "compare.seeds=[1, 2]");
        assertTrue(out.contains("compare  grid: 8 runs"), out);
        assertTrue(out.contains("[2/8] torn_s1"), "the one that failed is tried again: " + out);
        assertTrue(out.contains("[3/8] wild_s1"), "its folder is not there any more: " + out);
        assertFalse(out.contains("[4/8] cdni_s1"), "trained again: " + out);
        assertTrue(out.contains("[8/8] cdni_s2"), out);
        assertEquals(before, Files.getLastModifiedTime(finished));
        String both = markdown();
        assertTrue(both.contains(" (2) |") && both.contains("2 diverged"), both);
    }

    @Test
    void driverThatIsStartedAgainGoesOnWithItsComparison() throws IOException {
        String text = CONF.replaceAll("name = grid|torn .*|wild .*", "");
        Path conf = Files.writeString(folder.resolve("again.conf"), text);
        run(conf, "--set", "spark.sg.submission=night-1");
        assertEquals(0, code, out + err);
        Path finished = folder.resolve("again/locked_s1/run.json");
        FileTime before = Files.getLastModifiedTime(finished);
        Files.move(folder.resolve("again/cdni_s1"), folder.resolve("cdni_s1")); // as if it had not come to it
        FormerDriver.had(folder.resolve("again"), "night-1");
        FormerDriver.had(folder.resolve("again/locked_s1"), "night-1");
        run(conf, "--set", "spark.sg.submission=night-1");
        assertEquals(0, code, out + err);
        assertTrue(out.contains("[2/2] cdni_s1"), out);
        assertFalse(out.contains("[1/2] locked_s1"), "trained again: " + out);
        assertEquals(before, Files.getLastModifiedTime(finished));
        assertFalse(Files.exists(folder.resolve("again-2")));
    }
}
