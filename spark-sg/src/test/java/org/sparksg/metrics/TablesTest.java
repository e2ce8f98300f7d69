package org.sparksg.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TablesTest {
    private static final Configuration CONFIGURATION = new Configuration(); // slow to make

    @TempDir
    Path run;

    private TableFiles files;

    @BeforeEach
    void open() {
        files = new TableFiles(run);
    }

    /** Writes one step for each batch of [from, to), rolled at {@code roll}. */
    private void steps(int attempt, int from, int to, int roll) {
        try (ParquetSink sink = new ParquetSink(CONFIGURATION, run.toString(), "mnist", attempt, 0, "s00")) {
            for (int batch = from; batch < to; batch++) {
                sink.accept(new Event.Step(0, batch, 0, 0.5, 64, 1, 1, 1, 1, 1, 1, 0, 0));
            }
            sink.roll(roll);
        }
    }

    private void evaluation(int batchId, int roll) {
        try (ParquetSink sink = new ParquetSink(CONFIGURATION, run.toString(), "mnist", 0, 0, "e" + batchId)) {
            sink.accept(new Event.Evaluation(batchId, 0, "test", 10, 0.5, 0.5));
            sink.roll(roll);
        }
    }

    private void discardAfter(long batchId) {
        Tables.discardAfter(CONFIGURATION, run.toString(), batchId, () -> {});
    }

    @Test
    void evaluationThatTheDriverAddsTwiceIsThereOnce() throws IOException {
        var score = new Event.Evaluation(40, 2, "test", 10, 0.25, 0.9);
        for (int time = 0; time < 2; time++) {
            Tables.addEvaluation(CONFIGURATION, run.toString(), "mnist", 1, score, () -> {});
        }
        assertEquals(List.of("40"), files.column("evaluations", "batch_id"));
        assertEquals(List.of("0.25"), files.column("evaluations", "loss"));
        discardAfter(40);
        assertEquals(List.of(), files.names("evaluations"), "a run that goes on from there evaluates anew");
    }

    private static void lost() {
        throw new IllegalStateException("taken over");
    }

    /** A writer may be stopped after it looked whose the run is: it looks once more before rows are to be seen. */
    @Test
    void rowsOfARunThatWasTakenOverAreNotShown() throws IOException {
        try (ParquetSink sink =
                new ParquetSink(CONFIGURATION, run.toString(), "mnist", 0, 0, "s00", TablesTest::lost)) {
            sink.accept(new Event.Step(0, 1, 0, 0.5, 64, 1, 1, 1, 1, 1, 1, 0, 0));
            var failure = assertThrows(UncheckedIOException.class, () -> sink.roll(2));
            assertTrue(failure.getMessage().contains("taken over"), failure.getMessage());
        }
        assertEquals(List.of(), files.names("steps"));
        var score = new Event.Evaluation(40, 2, "test", 10, 0.25, 0.9);
        assertThrows(
                UncheckedIOException.class,
                () -> Tables.addEvaluation(CONFIGURATION, run.toString(), "mnist", 1, score, TablesTest::lost));
        assertEquals(List.of(), files.names("evaluations"));
    }

    @Test
    void rowsOfARunThatWasTakenOverAreNotTakenBack() throws IOException {
        steps(0, 0, 6, 6);
        for (long batch : new long[] {0, 3}) { // all of the file, a part of it
            assertThrows(
                    IllegalStateException.class,
                    () -> Tables.discardAfter(CONFIGURATION, run.toString(), batch, TablesTest::lost));
            assertEquals(6, files.column("steps", "batch_id").size());
        }
    }

    @Test
    void filesUpToTheCheckpointStay() throws IOException {
        steps(0, 0, 3, 3);
        discardAfter(3);
        assertEquals(List.of("0", "1", "2"), files.column("steps", "batch_id"));
    }

    @Test
    void filesBeyondTheCheckpointGo() throws IOException {
        steps(0, 3, 6, 6);
        discardAfter(3);
        assertEquals(List.of(), files.names("steps"));
    }

    @Test
    void aStraddlingFileLosesItsLateRowsOnly() throws IOException {
        steps(0, 0, 6, 6);
        discardAfter(4);
        assertEquals(List.of("0", "1", "2", "3"), files.column("steps", "batch_id"));
    }

    @Test
    void aStraddlingFileIsRenamedToItsNewRange() throws IOException {
        steps(0, 0, 6, 6);
        discardAfter(4);
        assertEquals(List.of("steps-a000-s00-p0000-from000000000000-to000000000004.parquet"), files.names("steps"));
    }

    @Test
    void aRewrittenFileKeepsItsMetadata() throws IOException {
        steps(0, 0, 6, 6);
        String schema = files.metadata("steps").getSchema().toString();
        discardAfter(4);
        assertEquals("2", files.metadata("steps").getKeyValueMetaData().get("spark-sg.schema"));
        assertEquals(schema, files.metadata("steps").getSchema().toString());
    }

    @Test
    void discardingTwiceIsDiscardingOnce() throws IOException {
        steps(0, 0, 6, 6);
        discardAfter(4);
        discardAfter(4);
        assertEquals(List.of("0", "1", "2", "3"), files.column("steps", "batch_id"));
    }

    @Test
    void aRewriteThatWasCutOffBeforeTheOldFileWentIsDoneAgain() throws IOException {
        steps(0, 0, 6, 6);
        Path old = run.resolve("steps").resolve(files.names("steps").get(0));
        byte[] bytes = Files.readAllBytes(old);
        discardAfter(4);
        Files.write(old, bytes);
        discardAfter(4);
        assertEquals(List.of("0", "1", "2", "3"), files.column("steps", "batch_id"));
    }

    @Test
    void noBatchCountsTwiceAfterAResume() throws IOException {
        steps(0, 0, 3, 3);
        steps(1, 3, 6, 6); // rolled, but the checkpoint at 6 was never committed
        discardAfter(3);
        steps(2, 3, 5, 5);
        assertEquals(List.of("0", "1", "2", "3", "4"), files.column("steps", "batch_id"));
    }

    @Test
    void hiddenFilesGo() throws IOException {
        Path folder = Files.createDirectories(run.resolve("steps"));
        Files.writeString(folder.resolve("_steps-a000-s00-p0000.tmp"), "half a file");
        discardAfter(600);
        assertEquals(List.of(), files.names("steps"));
    }

    @Test
    void filesOfOthersStay() throws IOException {
        Path folder = Files.createDirectories(run.resolve("steps"));
        Files.writeString(folder.resolve("_SUCCESS"), "");
        Files.writeString(folder.resolve("notes.parquet"), "");
        discardAfter(0);
        assertEquals(List.of("_SUCCESS", "notes.parquet"), files.names("steps"));
    }

    @Test
    void theEvaluationOfTheCheckpointGoesSinceTheResumedRunRepeatsIt() throws IOException {
        evaluation(599, 600);
        evaluation(600, 1200);
        discardAfter(600);
        assertEquals(List.of("599"), files.column("evaluations", "batch_id"));
    }

    @Test
    void aLaterEvaluationGoes() throws IOException {
        evaluation(601, 1200);
        discardAfter(600);
        assertEquals(List.of(), files.names("evaluations"));
    }

    @Test
    void discardingAfterNothingEmptiesTheTables() throws IOException {
        steps(0, 0, 6, 6);
        evaluation(0, 6);
        discardAfter(0);
        assertEquals(List.of(List.of(), List.of()), List.of(files.names("steps"), files.names("evaluations")));
    }

    @Test
    void aRunWithoutTablesIsNoError() throws IOException {
        discardAfter(600);
        assertEquals(List.of(), files.names("steps"));
    }

    @Test
    void aDamagedStraddlingFileIsNamedAndKept() throws IOException {
        steps(0, 0, 6, 6);
        String name = files.names("steps").get(0);
        Files.deleteIfExists(run.resolve("steps").resolve("." + name + ".crc"));
        Files.write(run.resolve("steps").resolve(name), new byte[100]);
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> discardAfter(4));
        assertTrue(e.getMessage().contains(name), e.getMessage());
        assertEquals(List.of(name), files.names("steps"));
    }
}
