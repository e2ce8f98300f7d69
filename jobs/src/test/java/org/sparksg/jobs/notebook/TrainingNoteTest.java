package org.sparksg.jobs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.jobs.notebook.Note.Paragraph;
import org.sparksg.jobs.notebook.Repl.Outcome;

/** The note run from top to bottom, on the tables of a small run. */
@Tag("spark")
@Timeout(300)
class TrainingNoteTest {
    private static final Pattern RUN_DIRECTORY = Pattern.compile("val runDirectory = \"[^\"]*\"");
    private static final int ROWS_THAT_ZEPPELIN_SHOWS = 1000;

    @TempDir
    static Path directory;

    private static Note note;
    private static Repl repl;
    private static final Map<String, Outcome> OUTCOMES = new LinkedHashMap<>();

    @BeforeAll
    static void runTheNote() throws IOException, InterruptedException {
        note = Note.read(Note.TRAINING);
        Path run = directory.resolve("run");
        SmallRun.into(run);
        repl = new Repl(Files.createDirectory(directory.resolve("classes")));
        note.code().forEach(paragraph -> OUTCOMES.put(paragraph.title(), repl.run(on(run, paragraph))));
    }

    @AfterAll
    static void stop() {
        if (repl != null) {
            repl.close();
        }
    }

    private static Paragraph on(Path run, Paragraph paragraph) {
        return paragraph.withCode(RUN_DIRECTORY
                .matcher(paragraph.code())
                .replaceAll("val runDirectory = \"" + run.toAbsolutePath() + "\""));
    }

    private static Outcome outcome(String title) {
        Outcome outcome = OUTCOMES.get(title);
        assertTrue(outcome != null && outcome.succeeded(), () -> title + ": " + outcome);
        return outcome;
    }

    private static void assertWithin(double from, double to, List<Double> values) {
        assertFalse(values.isEmpty());
        values.forEach(value -> assertTrue(value >= from && value <= to, "not in " + from + ".." + to + ": " + values));
    }

    @Test
    void everyParagraphSucceeds() {
        assertEquals(note.code().size(), OUTCOMES.size(), "titles must differ");
        OUTCOMES.forEach((title, outcome) -> assertTrue(outcome.succeeded(), title + ": " + outcome.text()));
    }

    @Test
    void runDirectoryIsAPlainValueThatStandsInOnePlace() {
        long places = note.code().stream()
                .filter(paragraph -> RUN_DIRECTORY.matcher(paragraph.code()).find())
                .count();
        assertEquals(1, places);
    }

    @Test
    void chartsNameColumnsOfTheirResults() {
        for (Paragraph paragraph : note.code()) {
            List<String> columns = outcome(paragraph.title()).columns();
            List<JsonNode> shown = new ArrayList<>();
            for (String role : List.of("keys", "groups", "values")) {
                paragraph.graph().path(role).forEach(shown::add);
            }
            for (JsonNode column : shown) {
                assertEquals(
                        column.get("index").asInt(),
                        columns.indexOf(column.get("name").asText()),
                        paragraph.title());
            }
        }
    }

    @Test
    void resultsOfQueriesAreWholeAndSmallEnoughToShow() {
        for (Paragraph paragraph : note.code()) {
            Outcome outcome = outcome(paragraph.title());
            if (paragraph.interpreter().equals("%spark.sql")) {
                assertWithin(1, ROWS_THAT_ZEPPELIN_SHOWS, List.of((double)
                        outcome.rows().size()));
                outcome.rows().forEach(row -> assertFalse(row.anyNull(), paragraph.title() + ": " + row));
            }
        }
    }

    @Test
    void trainingLossFalls() {
        for (String title : List.of("Loss against batch", "Loss against wall time")) {
            List<Double> loss = outcome(title).numbers("loss");
            assertTrue(loss.size() >= 20, title + ": " + loss.size() + " points");
            assertTrue(loss.get(loss.size() - 1) < loss.get(0) / 2, title + ": " + loss);
        }
    }

    @Test
    void wallTimeBeginsNearZeroAndGrows() {
        List<Double> seconds = outcome("Loss against wall time").numbers("seconds");
        assertWithin(0, 300, seconds);
        assertEquals(seconds.stream().sorted().toList(), seconds);
    }

    @Test
    void accuracyOfEveryEpochIsAShare() {
        Outcome accuracy = outcome("Accuracy after each epoch");
        assertWithin(0, 1, accuracy.numbers("accuracy"));
        assertTrue(accuracy.rows().size() >= SmallRun.EPOCHS, accuracy.rows().toString());
        assertEquals(
                SmallRun.EPOCHS, accuracy.names("epoch").size(), accuracy.rows().toString());
    }

    @Test
    void lossOfEveryEpochStandsBesideThatOfTraining() {
        Outcome loss = outcome("Loss after each epoch");
        assertTrue(
                loss.names("split").contains("train") && loss.names("split").size() >= 2,
                loss.rows().toString());
        assertEquals(SmallRun.EPOCHS, loss.names("epoch").size(), loss.rows().toString());
    }

    @Test
    void syntheticGradientsAreComparedAtEveryBoundary() {
        int boundaries = SmallRun.STAGES - 1;
        Outcome cosine = outcome("Direction: cosine of synthetic and true gradient");
        assertEquals(boundaries, cosine.names("boundary").size());
        assertWithin(-1, 1, cosine.numbers("cosine"));
        Outcome error = outcome("Distance: relative error of the synthetic gradient");
        assertEquals(boundaries, error.names("boundary").size());
        assertWithin(0, 100, error.numbers("relative_error"));
        Outcome norms = outcome("Size: norms of both gradients");
        assertEquals(2 * boundaries, norms.names("series").size());
        assertWithin(0, 100, norms.numbers("norm"));
    }

    @Test
    void busySharesArePositiveAndAtMostOne() {
        Outcome overTime = outcome("Busy share over the batches");
        assertEquals(SmallRun.STAGES, overTime.names("stage").size());
        assertWithin(1e-6, 1, overTime.numbers("busy_share"));
        Outcome stages = outcome("Stages in figures");
        assertEquals(SmallRun.STAGES, stages.rows().size());
        assertWithin(1e-6, 1, stages.numbers("busy_share"));
        assertWithin(1, 1e9, stages.numbers("examples_per_second"));
    }

    @Test
    void timeOfABatchIsSharedOutAmongFiveKindsOfWork() {
        Outcome work = outcome("Where the time of a batch goes");
        assertEquals(5 * SmallRun.STAGES, work.rows().size());
        assertWithin(0, 60_000, work.numbers("ms"));
    }

    @Test
    void timelineIsDrawnWithABarForEachStretchOfWorkAndNothingAfterIt() {
        String html = outcome("A few batches in time").text();
        assertTrue(html.startsWith("%html <svg"), html);
        assertTrue(html.strip().endsWith("</svg>"), "the interpreter's echo would become part of the picture");
        long bars =
                Pattern.compile("<rect [^>]*><title>").matcher(html).results().count();
        assertTrue(
                bars >= 4L * SmallRun.STAGES * 3, bars + " bars"); // four batches; forward, backward, update at least
        for (int stage = 0; stage < SmallRun.STAGES; stage++) {
            assertTrue(html.contains("<title>stage " + stage + ", forward, batch "), "stage " + stage);
        }
        assertFalse(html.contains("NaN") || html.contains("Infinity") || html.contains("\"-"), html);
    }

    @Test
    void directoryWithoutTablesIsNamed() {
        Paragraph open = note.code().stream()
                .filter(paragraph -> paragraph.title().equals("Open the tables"))
                .findFirst()
                .orElseThrow();
        String elsewhere = directory.resolve("elsewhere").toString();
        assertTrue(repl.run(scala("val runDirectory = \"" + elsewhere + "\"")).succeeded());
        Outcome outcome = repl.run(open);
        assertFalse(outcome.succeeded(), outcome.text());
        assertTrue(outcome.text().contains("runDirectory = " + elsewhere + ": no table"), outcome.text());
    }

    @Test
    void typeErrorIsReportedAsFailed() {
        assertFalse(repl.run(scala("val steps: Int = \"many\"")).succeeded());
    }

    @Test
    void exceptionIsReportedAsFailed() {
        assertFalse(repl.run(scala("sys.error(\"broken\")")).succeeded());
    }

    @Test
    void queryOfAnUnknownColumnIsReportedAsFailed() {
        Paragraph query = new Paragraph("query", "%spark.sql", "SELECT no_such_column FROM steps", note.json());
        assertFalse(repl.run(query).succeeded());
    }

    private static Paragraph scala(String code) {
        return new Paragraph("scala", "%spark", code, note.json());
    }
}
