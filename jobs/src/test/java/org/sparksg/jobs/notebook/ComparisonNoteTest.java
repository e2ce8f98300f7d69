package org.sparksg.jobs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sparksg.jobs.notebook.NoteRun.assertWithin;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.jobs.notebook.Repl.Outcome;
import org.sparksg.lab.compare.CompareCommand;
import picocli.CommandLine;

/** The note run from top to bottom, on a comparison of two rules with two seeds each. */
@Tag("spark")
@Timeout(300)
class ComparisonNoteTest implements NoteChecks {
    private static final int STAGES = 3;
    private static final List<String> OVERRIDES = List.of(
            "data.train.count=600",
            "data.test.count=90",
            "training.epochs=2",
            "training.batch-size=50",
            "evaluation.every=6",
            "checkpoint.every=12");
    private static final int EVALUATIONS = 4;

    @TempDir
    static Path directory;

    private static NoteRun note;

    @BeforeAll
    static void runTheNote() throws IOException {
        compare();
        Path results = directory.resolve("compare-quick");
        note = new NoteRun(Note.read(Note.COMPARISON), "comparisonDirectory", results, directory.resolve("classes"));
    }

    private static void compare() {
        List<String> arguments =
                new ArrayList<>(List.of("../conf/compare-quick.conf", "--master", "local[" + STAGES + "]"));
        arguments.addAll(List.of("--set", "output.directory=" + directory));
        OVERRIDES.forEach(override -> arguments.addAll(List.of("--set", override)));
        StringWriter said = new StringWriter();
        CommandLine command = new CommandLine(new CompareCommand())
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true));
        assertEquals(0, command.execute(arguments.toArray(String[]::new)), said::toString);
    }

    @AfterAll
    static void stop() {
        if (note != null) {
            note.close();
        }
    }

    @Override
    public NoteRun run() {
        return note;
    }

    @Test
    void everyRuleIsARowWithTheMeanOfItsSeeds() {
        Outcome errors = note.outcome("Error by rule and network");
        assertEquals(List.of("cdni", "locked"), errors.names("rule"));
        assertEquals(List.of(2.0, 2.0), errors.numbers("runs"));
        assertWithin(0, 100, errors.numbers("error"));
        Outcome runs = note.sql("SELECT avg(100 * error) AS error FROM results WHERE rule = 'locked'");
        assertEquals(runs.numbers("error").get(0), errors.numbers("error").get(1), 1e-4);
        Outcome deviation = note.sql("SELECT stddev(100 * error) AS deviation FROM results WHERE rule = 'locked'");
        assertEquals(
                deviation.numbers("deviation").get(0),
                errors.numbers("deviation").get(1),
                1e-4);
    }

    @Test
    void barsAreThoseOfTheTable() {
        Outcome errors = note.outcome("Error by rule and network");
        Outcome bars = note.outcome("Error: a bar for each rule");
        for (int i = 0; i < 2; i++) {
            assertEquals(errors.numbers("error").get(i), bars.numbers("error").get(i), 1e-4);
        }
        assertWithin(1, 1e9, note.outcome("Training examples per second").numbers("examples_per_s"));
    }

    @Test
    void runsAreCountedByHowTheyEnded() {
        Row row = note.outcome("Runs that did not end well").rows().get(0);
        assertEquals(List.of(4L, 4L, 0L, 0L), List.of(row.get(0), row.get(1), row.get(2), row.get(3)));
    }

    @Test
    void curvesHaveAllEvaluationsOfBothRules() {
        Outcome steps = note.outcome("Error against steps");
        assertEquals(2 * EVALUATIONS, steps.rows().size());
        assertEquals(List.of(6.0, 6.0, 12.0, 12.0, 18.0, 18.0, 24.0, 24.0), steps.numbers("step"));
        assertEquals(List.of("cdni", "locked"), steps.names("series"));
        assertWithin(0, 100, steps.numbers("error"));
    }

    @Test
    void timeGoesOnAndErrorsAreThoseOfTheEnd() {
        Outcome seconds = note.outcome("Error against seconds");
        List<Double> times = seconds.numbers("second");
        assertEquals(times.stream().sorted().toList(), times);
        assertWithin(0, 300, times);
        List<Double> atTheEnd = note.outcome("Error against steps").numbers("error");
        assertEquals(lastTwo(atTheEnd), lastTwo(seconds.numbers("error")), "cdni and locked");
    }

    private static List<Double> lastTwo(List<Double> values) {
        return values.subList(values.size() - 2, values.size());
    }

    @Test
    void momentsOfAShortRunStayApart() {
        Outcome seconds = note.outcome("Error against seconds");
        long moments = seconds.rows().stream()
                .map(row -> List.of(row.getAs("second"), row.getAs("series")))
                .distinct()
                .count();
        assertEquals(seconds.rows().size(), moments);
    }

    @Test
    void everyStageHasABusyShareUnderEachRule() {
        Outcome busy = note.outcome("Busy share of each stage");
        assertEquals(2 * STAGES, busy.rows().size());
        assertWithin(1e-6, 1, busy.numbers("busy_share"));
    }

    @Test
    void syntheticGradientsAreComparedAtEveryBoundaryOfTheRuleThatHasThem() {
        List<String> series = List.of("cdni, boundary 0", "cdni, boundary 1");
        Outcome error = note.outcome("Distance: relative error by boundary");
        assertEquals(series, error.names("series"));
        assertWithin(0, 100, error.numbers("relative_error"));
        assertWithin(-1, 1, note.outcome("Direction: cosine by boundary").numbers("cosine"));
        Outcome signs = note.outcome("Signs: sign error by boundary");
        assertEquals(series, signs.names("series"));
        assertWithin(0, 1, signs.numbers("sign_error"));
    }

    @Test
    void folderWithoutComparisonIsNamed() {
        String elsewhere = directory.resolve("elsewhere").toString();
        assertTrue(note.scala("val comparisonDirectory = \"" + elsewhere + "\"").succeeded());
        Outcome outcome = note.again("Open the tables");
        assertFalse(outcome.succeeded(), outcome.text());
        assertTrue(outcome.text().contains("comparisonDirectory = " + elsewhere + ": no table"), outcome.text());
    }
}
