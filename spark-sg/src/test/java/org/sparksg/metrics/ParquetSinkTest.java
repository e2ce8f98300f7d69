package org.sparksg.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ParquetSinkTest {
    private static final Configuration CONFIGURATION = new Configuration(); // slow to make
    private static final Event.Step STEP = new Event.Step(2, 7, 1, 0.25, 64, 1.5, 2.5, 0.5, 0.75, 0.25, 0.125, 3, 4);

    @TempDir
    Path run;

    private TableFiles files;

    @BeforeEach
    void open() {
        files = new TableFiles(run);
    }

    private ParquetSink sink() {
        return new ParquetSink(CONFIGURATION, run.toString(), "mnist", 1, 2, "s02");
    }

    private static Event.Step step(long batchId) {
        return new Event.Step(2, batchId, 0, Double.NaN, 64, 1, 1, 1, 1, 1, 1, 0, 0);
    }

    private void write(Event event) {
        try (ParquetSink sink = sink()) {
            sink.accept(event);
            sink.roll(600);
        }
    }

    private List<String> columns(String table) throws IOException {
        return files.metadata(table).getSchema().getFields().stream()
                .map(Type::getName)
                .toList();
    }

    @Test
    void aStepComesBackWithEveryValue() throws IOException {
        write(STEP);
        assertEquals(
                List.of(Map.ofEntries(
                        Map.entry("run", "mnist"),
                        Map.entry("attempt", "1"),
                        Map.entry("replica", "2"),
                        Map.entry("stage", "2"),
                        Map.entry("batch_id", "7"),
                        Map.entry("epoch", "1"),
                        Map.entry("loss", "0.25"),
                        Map.entry("examples", "64"),
                        Map.entry("forward_ms", "1.5"),
                        Map.entry("backward_ms", "2.5"),
                        Map.entry("synthesize_ms", "0.5"),
                        Map.entry("learn_ms", "0.75"),
                        Map.entry("message_ms", "0.25"),
                        Map.entry("wait_ms", "0.125"),
                        Map.entry("queue_depth", "3"),
                        Map.entry("staleness", "4"))),
                files.rows("steps"));
    }

    @Test
    void stepColumnsKeepTheirNamesAndOrder() throws IOException {
        write(STEP);
        assertEquals(
                List.of(
                        "run",
                        "attempt",
                        "replica",
                        "stage",
                        "batch_id",
                        "epoch",
                        "loss",
                        "examples",
                        "forward_ms",
                        "backward_ms",
                        "synthesize_ms",
                        "learn_ms",
                        "message_ms",
                        "wait_ms",
                        "queue_depth",
                        "staleness"),
                columns("steps"));
    }

    @Test
    void aCorrectionComesBackWithEveryValue() throws IOException {
        write(new Event.Correction(1, 40, 2, 3.5, 3.25, 0.9375, 0.5, 0.75, 6, true));
        assertEquals(
                List.of(Map.ofEntries(
                        Map.entry("run", "mnist"),
                        Map.entry("attempt", "1"),
                        Map.entry("replica", "2"),
                        Map.entry("boundary", "1"),
                        Map.entry("batch_id", "40"),
                        Map.entry("epoch", "2"),
                        Map.entry("true_norm", "3.5"),
                        Map.entry("synthetic_norm", "3.25"),
                        Map.entry("cosine", "0.9375"),
                        Map.entry("relative_error", "0.5"),
                        Map.entry("sign_agreement", "0.75"),
                        Map.entry("staleness", "6"),
                        Map.entry("applied", "true"))),
                files.rows("corrections"));
    }

    @Test
    void anEvaluationComesBackWithEveryValue() throws IOException {
        write(new Event.Evaluation(600, 1, "prüfung", 10_000, 0.125, 0.96875));
        assertEquals(
                List.of(Map.ofEntries(
                        Map.entry("run", "mnist"),
                        Map.entry("attempt", "1"),
                        Map.entry("replica", "2"),
                        Map.entry("batch_id", "600"),
                        Map.entry("epoch", "1"),
                        Map.entry("split", "prüfung"),
                        Map.entry("examples", "10000"),
                        Map.entry("loss", "0.125"),
                        Map.entry("accuracy", "0.96875"))),
                files.rows("evaluations"));
    }

    @Test
    void anIntervalComesBackWithEveryValue() throws IOException {
        write(new Event.Interval(3, "forward", 11, 1_000_000_000_000L, 1_000_000_000_250L));
        assertEquals(
                List.of(Map.ofEntries(
                        Map.entry("run", "mnist"),
                        Map.entry("attempt", "1"),
                        Map.entry("replica", "2"),
                        Map.entry("stage", "3"),
                        Map.entry("kind", "forward"),
                        Map.entry("batch_id", "11"),
                        Map.entry("start_ns", "1000000000000"),
                        Map.entry("end_ns", "1000000000250"))),
                files.rows("timeline"));
    }

    @Test
    void theFileSaysItsSchemaVersion() throws IOException {
        write(STEP);
        assertEquals("2", files.metadata("steps").getKeyValueMetaData().get("spark-sg.schema"));
    }

    @Test
    void theFileNameTellsWriterAndRange() throws IOException {
        try (ParquetSink sink = sink()) {
            IntStream.range(0, 600).forEach(batch -> sink.accept(step(batch)));
            sink.roll(600);
        }
        assertEquals(List.of("steps-a001-s02-p0000-from000000000000-to000000000600.parquet"), files.names("steps"));
    }

    @Test
    void rowsOfBatchesAfterTheRollWidenTheRange() throws IOException {
        try (ParquetSink sink = sink()) {
            sink.accept(step(599));
            sink.accept(step(601));
            sink.roll(600);
        }
        assertEquals(List.of("steps-a001-s02-p0000-from000000000599-to000000000602.parquet"), files.names("steps"));
    }

    @Test
    void anEvaluationIsFiledUnderItsOwnBatchId() throws IOException {
        write(new Event.Evaluation(600, 1, "test", 10, 0.5, 0.5));
        assertEquals(
                List.of("evaluations-a001-s02-p0000-from000000000600-to000000000601.parquet"),
                files.names("evaluations"));
    }

    @Test
    void nothingIsVisibleBeforeTheRoll() throws IOException {
        try (ParquetSink sink = sink()) {
            sink.accept(step(0));
            sink.roll(1);
            sink.accept(step(1));
            assertEquals(List.of("0"), files.column("steps", "batch_id"));
        }
    }

    @Test
    void eachRollShowsTheRowsSinceTheLastOne() throws IOException {
        try (ParquetSink sink = sink()) {
            for (int batch = 0; batch < 6; batch++) {
                sink.accept(step(batch));
                sink.roll(batch + 1);
            }
        }
        assertEquals(List.of("0", "1", "2", "3", "4", "5"), files.column("steps", "batch_id"));
    }

    @Test
    void aRollWithoutEventsMakesNoFile() throws IOException {
        try (ParquetSink sink = sink()) {
            sink.roll(600);
        }
        assertEquals(List.of(), files.names("steps"));
    }

    @Test
    void closeWithoutRollLeavesNoFile() throws IOException {
        ParquetSink sink = sink();
        sink.accept(step(0));
        sink.accept(new Event.Interval(0, "forward", 0, 1, 2));
        sink.close();
        assertEquals(List.of(List.of(), List.of()), List.of(files.names("steps"), files.names("timeline")));
    }

    @Test
    void severalRowGroupsComeBackInOrder() throws IOException {
        int rows = 120_000;
        try (ParquetSink sink = sink()) {
            IntStream.range(0, rows).forEach(i -> sink.accept(new Event.Interval(0, "k" + i, i, i * 31L, i * 37L)));
            sink.roll(rows);
        }
        assertTrue(files.rowGroups("timeline") > 1);
        assertEquals(IntStream.range(0, rows).mapToObj(i -> "k" + i).toList(), files.column("timeline", "kind"));
    }

    @Test
    void aPathBelowARegularFileFailsTheRollAndNamesIt() throws IOException {
        Path file = Files.writeString(run.resolve("file"), "in the way");
        try (ParquetSink sink = new ParquetSink(CONFIGURATION, file.toString(), "mnist", 0, 0, "s00")) {
            sink.accept(step(0));
            UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> sink.roll(1));
            assertTrue(e.getMessage().contains(file + "/steps/_steps-a000-s00-p0000.tmp"), e.getMessage());
            assertInstanceOf(IOException.class, e.getCause().getCause());
        }
    }

    @Test
    void afterAFailureEveryAcceptThrows() throws IOException {
        Path file = Files.writeString(run.resolve("file"), "in the way");
        try (ParquetSink sink = new ParquetSink(CONFIGURATION, file.toString(), "mnist", 0, 0, "s00")) {
            sink.accept(step(0));
            assertThrows(UncheckedIOException.class, () -> sink.roll(1));
            assertThrows(UncheckedIOException.class, () -> sink.accept(step(1)));
        }
    }

    @Test
    void aNullValueFailsTheRollAndNamesItsColumn() {
        try (ParquetSink sink = sink()) {
            sink.accept(new Event.Interval(0, null, 0, 1, 2));
            UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> sink.roll(1));
            assertTrue(e.getMessage().contains("column kind = null"), e.getMessage());
        }
    }

    @Test
    void twoWritersOfOneNameAreRefused() {
        write(step(0));
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> write(step(0)));
        assertTrue(e.getMessage().contains("exists already"), e.getMessage());
    }

    private ParquetSink stuckSink(Duration limit) {
        return new ParquetSink(
                StuckFileSystem.configuration(), "stuck://" + run, new Origin("mnist", 0, 0, "s00"), 4, limit);
    }

    @Test
    void aFullQueueThrowsAfterTheLimitAndNamesTheDirectory() {
        try (ParquetSink sink = stuckSink(Duration.ofMillis(50))) {
            UncheckedIOException e = assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertThrows(UncheckedIOException.class, () -> IntStream.range(0, 6)
                            .forEach(batch -> sink.accept(step(batch)))));
            assertTrue(e.getMessage().contains("stuck:" + run), e.getMessage());
            assertTrue(e.getMessage().contains("queue of 4"), e.getMessage());
            StuckFileSystem.release();
        }
    }

    @Test
    void aRollThatHangsThrowsAfterTheLimit() {
        try (ParquetSink sink = stuckSink(Duration.ofMillis(50))) {
            sink.accept(step(0));
            UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> sink.roll(1));
            assertTrue(e.getMessage().contains("before batch 1 are not visible"), e.getMessage());
            StuckFileSystem.release();
        }
    }

    @Test
    void eventsAcceptedWhileTheFileSystemHangsAreWrittenLater() throws IOException {
        try (ParquetSink sink = stuckSink(Duration.ofSeconds(20))) {
            IntStream.range(0, 4).forEach(batch -> sink.accept(step(batch)));
            StuckFileSystem.release();
            sink.roll(4);
        }
        assertEquals(List.of("0", "1", "2", "3"), files.column("steps", "batch_id"));
    }

    @Test
    void acceptAfterCloseIsRefused() {
        ParquetSink sink = sink();
        sink.close();
        assertThrows(IllegalStateException.class, () -> sink.accept(step(0)));
    }

    @Test
    void aWriterIdThatIsNoFileNameIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ParquetSink(CONFIGURATION, run.toString(), "mnist", 0, 0, "../s00"));
    }
}
