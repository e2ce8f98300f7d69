package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streamed tables: the same examples as in memory, each once in an epoch, in an order that does not depend on where one begins. */
@Timeout(60)
class TableStreamTest {
    private static final Label LABEL = new Label.Numbered("y", 3);

    @TempDir
    Path dir;

    /** Row {@code i} of all files has feature {@code id = i}, so rows can be told apart. */
    private DataSource csv(int... rowsOfFiles) throws IOException {
        int id = 0;
        for (int file = 0; file < rowsOfFiles.length; file++) {
            StringBuilder text = new StringBuilder("id,b,y\n");
            for (int row = 0; row < rowsOfFiles[file]; row++, id++) {
                text.append(id)
                        .append(',')
                        .append(id % 7 / 2.0)
                        .append(',')
                        .append(id % 3)
                        .append('\n');
            }
            Files.writeString(dir.resolve("part-%03d.csv".formatted(file)), text);
        }
        return Csv.of(dir.toString(), LABEL);
    }

    private DataSource parquet(int... rowsOfFiles) throws IOException {
        int before = 0;
        for (int file = 0; file < rowsOfFiles.length; file++) {
            int first = before;
            ParquetFiles.write(
                    dir,
                    "part-%03d.parquet".formatted(file),
                    "required double id; required float b; required int32 y;",
                    rowsOfFiles[file],
                    (row, i) -> row.append("id", (double) (first + i))
                            .append("b", (first + i) % 7 / 2f)
                            .append("y", (first + i) % 3));
            before += rowsOfFiles[file];
        }
        return ParquetRows.of(dir.toString(), LABEL);
    }

    private DataSource libsvm(int... rowsOfFiles) throws IOException {
        int id = 0;
        for (int file = 0; file < rowsOfFiles.length; file++) {
            StringBuilder text = new StringBuilder();
            for (int row = 0; row < rowsOfFiles[file]; row++, id++) {
                text.append(id % 3).append(" 1:").append(id).append(" 2:1\n");
            }
            Files.writeString(dir.resolve("part-%03d.txt".formatted(file)), text);
        }
        return new Libsvm(dir.toString(), new Label.Numbered(Libsvm.LABEL, 3), 2);
    }

    private DataSource source(String format, int... rowsOfFiles) throws IOException {
        return switch (format) {
            case "csv" -> csv(rowsOfFiles);
            case "parquet" -> parquet(rowsOfFiles);
            default -> libsvm(rowsOfFiles);
        };
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet", "libsvm"})
    void everyExampleOfTheTrainingPartComesOnceInAnEpochAndNoneThatIsHeldOut(String format) throws Exception {
        DataSettings data = new DataSettings(source(format, 200, 1, 300, 77), null, 0.2);
        try (Streams streams = new Streams(data, 60, 20, 3, 5)) {
            Set<Integer> held = new HashSet<>();
            for (int position : new HoldOut(0.2, 5).heldOut(578)) {
                held.add(position);
            }
            List<Integer> validation = streams.read(streams.readers().heldOut().orElseThrow(), 0, 0, 20);
            assertEquals(held.stream().sorted().toList(), validation, "validation stands as in the files");
            List<List<Integer>> orders = new ArrayList<>();
            for (int epoch = 0; epoch < 3; epoch++) {
                List<Integer> read = streams.training(epoch, 0, 20);
                assertEquals(
                        upTo(578).stream().filter(id -> !held.contains(id)).toList(),
                        read.stream().sorted().toList());
                orders.add(read);
            }
            assertEquals(3, new HashSet<>(orders).size(), "each epoch has an order of its own");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet", "libsvm"})
    void whoBeginsWithinAnEpochReadsTheRestOfTheSameOrder(String format) throws Exception {
        DataSettings data = new DataSettings(source(format, 250, 250, 250), null, 0.1);
        DataSummary planned = Streams.planned(data, 96, 11);
        List<Integer> whole;
        List<Integer> second;
        try (Streams streams = new Streams(data, planned, 32, 2, 11)) {
            whole = streams.training(0, 0, 32);
            second = streams.training(1, 0, 32);
        }
        for (int batch = 0; batch * 32 < whole.size(); batch++) {
            try (Streams streams = new Streams(data, planned, 32, 2, 11)) {
                assertEquals(
                        whole.subList(batch * 32, whole.size()),
                        streams.training(0, batch * 32, 32),
                        "from batch " + batch);
                assertEquals(second, streams.training(1, 0, 32), "the epoch after it");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet", "libsvm"})
    void examplesAreThoseThatMemoryWouldHold(String format) throws Exception {
        DataSource source = source(format, 123, 45);
        Loaded loaded = Loaded.of(source);
        try (Streams streams = new Streams(new DataSettings(source, source, 0), 50, 10, 1, 1)) {
            for (float[] row : streams.rows(streams.readers().training(), 0, 0, 10)) {
                assertRow(loaded, (int) row[0], row);
            }
            List<float[]> test = streams.rows(streams.readers().test().orElseThrow(), 0, 0, 10);
            assertEquals(168, test.size());
            for (int i = 0; i < test.size(); i++) {
                assertRow(loaded, i, test.get(i));
            }
        }
    }

    private static void assertRow(Loaded loaded, int id, float[] row) {
        float[] features = loaded.features()[id];
        float[] target = loaded.targets()[id];
        float[] both = java.util.Arrays.copyOf(features, features.length + target.length);
        System.arraycopy(target, 0, both, features.length, target.length);
        assertArrayEquals(both, row, "row " + id);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,64,32", "5,2,1", "31,32,32", "32,32,32", "33,32,32", "64,32,8", "65,40,8", "100,1000,10"})
    void windowsAndBatchesMayBeLargerOrSmallerThanWhatThereIs(int rows, int window, int batch) throws Exception {
        try (Streams streams = new Streams(DataSettings.of(csv(rows), null), window, batch, 2, 3)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                assertEquals(
                        upTo(rows),
                        streams.training(epoch, 0, batch).stream().sorted().toList());
            }
        }
    }

    @Test
    void filesWithoutRowsAreNoShards() throws Exception {
        DataSource source = csv(0, 3, 0, 2, 0);
        Files.createFile(dir.resolve("part-100.csv"));
        DataSettings data = DataSettings.of(source, null);
        assertEquals(2, data.open(Streams.HADOOP, 1).sources().get(0).shards().size());
        try (Streams streams = new Streams(data, 2, 1, 1, 3)) {
            assertEquals(upTo(5), streams.training(0, 0, 1).stream().sorted().toList());
        }
    }

    @Test
    void namedClassesHaveTheNumbersOfThePlan() throws Exception {
        Files.writeString(dir.resolve("t.csv"), "id,y\n0,b\n1,c\n2,a\n3,c\n");
        DataSettings data = DataSettings.of(Csv.of(dir.toString(), new Label.Named("y", List.of())), null);
        try (Streams streams = new Streams(data, 4, 4, 1, 1)) {
            for (float[] row : streams.rows(streams.readers().training(), 0, 0, 4)) {
                int wanted = List.of(1, 2, 0, 2).get((int) row[0]);
                assertEquals(1, row[1 + wanted], "row " + row[0]);
                assertEquals(1, row[1] + row[2] + row[3]);
            }
        }
    }

    @Test
    void valuesOfARegressionAreStreamedToo() throws Exception {
        Files.writeString(dir.resolve("t.csv"), "id,y\n0,0.5\n1,1.5\n2,2.5\n");
        DataSettings data = DataSettings.of(Csv.of(dir.toString(), new Label.Value("y")), null);
        try (Streams streams = new Streams(data, 2, 1, 1, 1)) {
            for (float[] row : streams.rows(streams.readers().training(), 0, 0, 1)) {
                assertEquals(row[0] + 0.5f, row[1]);
            }
        }
    }

    /** Constants of the plan make features, and weights targets, as they do in memory. */
    @Test
    void featuresArePreparedAndExamplesWeightedAsInMemory() throws Exception {
        StringBuilder text = new StringBuilder("id,b,w,y\n");
        for (int id = 0; id < 100; id++) {
            text.append(id)
                    .append(',')
                    .append(id % 5 == 0 ? "" : id % 7)
                    .append(',')
                    .append(id % 4 + 1)
                    .append(',');
            text.append(id % 3).append('\n');
        }
        Files.writeString(dir.resolve("t.csv"), text);
        Csv source = new Csv(dir.toString(), LABEL, List.of(), "w", CsvDialect.USUAL);
        var features = new FeatureSettings(FeatureSettings.Scale.STANDARD, FeatureSettings.Missing.INDICATOR);
        DataSettings data = new DataSettings(source, null, 0.2, features, DataMemory.AUTO);
        DataSummary planned = Streams.planned(data, 30, 5);
        DataSets sets = data.load(Streams.HADOOP, 5, planned);
        try (Streams streams = new Streams(data, planned, 10, 1, 5)) {
            assertEquals(
                    texts(new Loaded(sets.training())),
                    texts(streams.rows(streams.readers().training(), 0, 0, 10)));
            assertEquals(
                    texts(new Loaded(sets.heldOut().orElseThrow())),
                    texts(streams.rows(streams.readers().heldOut().orElseThrow(), 0, 0, 10)));
        }
    }

    private static List<String> texts(Loaded loaded) {
        float[][] features = loaded.features();
        float[][] targets = loaded.targets();
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < features.length; i++) {
            float[] both = java.util.Arrays.copyOf(features[i], features[i].length + targets[i].length);
            System.arraycopy(targets[i], 0, both, features[i].length, targets[i].length);
            rows.add(both);
        }
        return texts(rows);
    }

    /** Sorted, because orders differ. */
    private static List<String> texts(List<float[]> rows) {
        return rows.stream().map(java.util.Arrays::toString).sorted().toList();
    }

    @Test
    void evaluationsBeginAnewAsOftenAsTheyAreAskedFor() throws Exception {
        DataSource source = csv(50);
        try (Streams streams = new Streams(DataSettings.of(source, source), 20, 8, 2, 1)) {
            ExampleReader test = streams.readers().test().orElseThrow();
            List<Integer> first = streams.training(0, 0, 10);
            assertEquals(upTo(50), streams.read(test, 0, 0, 8));
            assertEquals(upTo(50), streams.read(test, 0, 0, 8));
            assertNotEquals(first, streams.training(1, 0, 10));
        }
    }

    @Test
    void dataThatWereExchangedAreRefusedAtOpeningAndAtTheEnd() throws Exception {
        DataSettings data = DataSettings.of(csv(50, 50), null);
        DataSummary planned = Streams.planned(data, 20, 1);
        try (Streams streams = new Streams(data, planned, 10, 1, 1)) {
            streams.readers().check().run();
            exchange();
            var late = assertThrows(
                    DataException.class, () -> streams.readers().check().run());
            assertTrue(late.getMessage().startsWith("data.train or data.test were changed"), late.getMessage());
        }
        assertThrows(DataException.class, () -> new Streams(data, planned, 10, 1, 1).close());
    }

    private void exchange() throws IOException {
        Path file = dir.resolve("part-001.csv");
        Files.writeString(file, Files.readString(file).replace("\n70,", "\n71,"));
    }

    /** What the first look at a file told is compared before each shard of it is read. */
    @Test
    void fileThatChangesWhileItIsReadIsNoticed() throws Exception {
        DataSettings data = DataSettings.of(csv(50, 50), null);
        try (Streams streams = new Streams(data, 20, 10, 1, 1)) {
            Files.writeString(dir.resolve("part-000.csv"), "id,b,y\n1,1,1\n");
            Files.writeString(dir.resolve("part-001.csv"), "id,b,y\n1,1,1\n");
            var trouble = assertThrows(DataException.class, () -> streams.training(0, 0, 10));
            assertTrue(trouble.getMessage().contains("was changed while it was read"), trouble.getMessage());
        }
    }

    /** The driver has looked at every row, but the reader does not rely on it. */
    @Test
    void wrongValueComesOutInTheThreadThatAsksWithFileAndRow() throws Exception {
        var trouble = assertThrows(DataException.class, () -> readInPlaceOfGood(1, i -> i == 317 ? Double.NaN : i));
        assertTrue(
                trouble.getMessage().matches("data.train: .*bad.parquet: row 317, column \"id\": .*"),
                trouble.getMessage());
    }

    @Test
    void wholeNumbersThat32BitsCannotHoldAreFoundBeforeTheEpochEnds() {
        var trouble = assertThrows(DataException.class, () -> readInPlaceOfGood(2, i -> (1L << 24) + i));
        assertTrue(trouble.getMessage().contains("32 bits cannot hold"), trouble.getMessage());
    }

    @Test
    void fewerRowsThanPlannedAreAnErrorAndNotAShorterEpoch() {
        var trouble = assertThrows(DataException.class, () -> readInPlaceOfGood(1, i -> i < 400 ? i : null));
        assertTrue(trouble.getMessage().contains("has fewer rows than when the run was planned"), trouble.getMessage());
    }

    /** Reads an epoch of a table of 500 rows by the plan of another one. */
    private List<Integer> readInPlaceOfGood(int epochs, IntFunction<Number> ids) throws Exception {
        Path good = Files.createDirectory(dir.resolve("good"));
        String fields = "required double id; required int32 y;";
        ParquetFiles.write(good, "good.parquet", fields, 500, (row, i) -> row.append("id", (double) i)
                .append("y", i % 3));
        int rows =
                (int) IntStream.range(0, 500).filter(i -> ids.apply(i) != null).count();
        String bad = ParquetFiles.write(dir, "bad.parquet", fields, rows, (row, i) -> row.append(
                        "id", ids.apply(i).doubleValue())
                .append("y", i % 3));
        DataSettings data = DataSettings.of(ParquetRows.of(good.toString(), LABEL), null);
        try (Streams streams = new Streams(data, 10, 10, epochs, 1)) {
            DataSummary planned = streams.planned();
            Table table =
                    Table.open(ParquetRows.of(bad, LABEL), planned.schema(), true, Preparation.NONE, Streams.HADOOP);
            ShardOrder order = new ShardOrder(planned.sources().get(0).shards(), row -> true, 10, 1L);
            try (ExampleReader reader = new TableStream("data.train", table, order, epochs, streams::arrived)) {
                return streams.read(reader, 0, 0, 10);
            }
        }
    }

    @Test
    void threadsEndWithTheirReaders() throws Exception {
        try (Streams streams = new Streams(DataSettings.of(csv(500), null), 50, 10, 100, 1)) {
            streams.training(0, 0, 10);
            assertFalse(readers().isEmpty());
        }
        assertEquals(List.of(), readers());
    }

    private static List<String> readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("spark-sg-data"))
                .toList();
    }

    @Test
    void orderIsMixedAcrossFiles() throws Exception {
        try (Streams streams = new Streams(DataSettings.of(csv(10, 10, 10, 10, 10, 10, 10, 10), null), 40, 10, 1, 2)) {
            List<Integer> read = streams.training(0, 0, 10);
            List<Integer> sorted = new ArrayList<>(read);
            Collections.sort(sorted);
            assertNotEquals(sorted, read);
            assertTrue(
                    read.subList(0, 40).stream().map(id -> id / 10).distinct().count() == 4, read.toString());
        }
    }
}
