package org.sparksg.jobs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sparksg.jobs.notebook.NoteRun.assertWithin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.jobs.notebook.Repl.Outcome;

/** The note run from top to bottom, on the tables of a small run. */
@Tag("spark")
@Timeout(300)
class TrainingNoteTest implements NoteChecks {
    @TempDir
    static Path directory;

    private static NoteRun note;

    @BeforeAll
    static void runTheNote() throws IOException, InterruptedException {
        Path run = directory.resolve("run");
        SmallRun.into(run);
        note = new NoteRun(Note.read(Note.TRAINING), "runDirectory", run, directory.resolve("classes"));
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

    private static Outcome outcome(String title) {
        return note.outcome(title);
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
        assertEquals(6 * SmallRun.STAGES, work.rows().size());
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
        String elsewhere = directory.resolve("elsewhere").toString();
        assertTrue(note.scala("val runDirectory = \"" + elsewhere + "\"").succeeded());
        Outcome outcome = note.again("Open the tables");
        assertFalse(outcome.succeeded(), outcome.text());
        assertTrue(outcome.text().contains("runDirectory = " + elsewhere + ": no table"), outcome.text());
    }
}
