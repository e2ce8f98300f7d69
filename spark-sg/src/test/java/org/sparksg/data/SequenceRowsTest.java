package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.data.SequenceColumns.Per;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Shape;

class SequenceRowsTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Label NUMBERED = new Label.Numbered("y", 3);
    private static final Label VALUE = new Label.Value("y");

    @TempDir
    Path dir;

    private String csv(String name, String... lines) throws Exception {
        return Files.write(dir.resolve(name), List.of(lines)).toString();
    }

    private static SequenceColumns columns(Label label, Per per) {
        return new SequenceColumns("id", "t", List.of("x"), "", 0, label, per);
    }

    private static SequenceRows rows(String path, SequenceColumns columns, int window) {
        return new SequenceRows(path, CsvDialect.USUAL, columns, window, false);
    }

    private static SequenceRows ids(String path, String key, Label label, int window, boolean continued) {
        SequenceColumns columns = new SequenceColumns(key, "", List.of(), "x", 0, label, Per.STEP);
        return new SequenceRows(path, CsvDialect.USUAL, columns, window, continued);
    }

    /** Returns each example as its features and targets, in an order that is easy to compare. */
    private static Set<String> examples(DataSource source) throws Exception {
        Loaded loaded = Loaded.of(source);
        float[][] features = loaded.features();
        float[][] targets = loaded.targets();
        return IntStream.range(0, features.length)
                .mapToObj(i -> Arrays.toString(features[i]) + Arrays.toString(targets[i]))
                .map(text -> text.replace(".0", "").replace(" ", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void rowsOfOneKeyAreASequenceWhereverTheyStand() throws Exception {
        csv("1.csv", "id,t,x,y", "a,3,13,2", "b,1,21,0", "a,1,11,1");
        csv("2.csv", "y,x,t,id", "1,22,2,b", "0,12,2,a");
        SequenceRows source = rows(dir + "/*.csv", columns(NUMBERED, Per.STEP), 3);
        assertEquals(Set.of("[11,12,13][1,0,2]", "[21,22,0][0,1,-1]"), examples(source));
        SourceSummary found = source.inspect(HADOOP);
        assertEquals(Shape.of(3, 1), found.schema().features());
        assertEquals(Shape.of(3), found.schema().target());
        assertEquals(new Sequences(0, 3, false, false, true), found.schema().sequences());
        assertEquals(new DataReport.Lengths(2, 5, 2, 3), found.report().lengths());
        assertEquals(List.of(2L, 2L, 1L), List.copyOf(found.report().classes().values()));
        assertEquals(2, found.report().rows());
    }

    @Test
    void longSequencesAreCutAndFilledUpAtTheirEnds() throws Exception {
        String path = csv("a.csv", "id,t,x,y", "a,1,1,0", "a,2,2,1", "a,3,3,2", "a,4,4,0", "a,5,5,1");
        assertEquals(
                Set.of("[1,2][0,1]", "[3,4][2,0]", "[5,0][1,-1]"),
                examples(rows(path, columns(NUMBERED, Per.STEP), 2)));
        SequenceRows whole = rows(path, columns(NUMBERED, Per.STEP), 5);
        assertEquals(Set.of("[1,2,3,4,5][0,1,2,0,1]"), examples(whole));
        assertFalse(whole.inspect(HADOOP).schema().sequences().padded());
    }

    @Test
    void oneLabelStandsAtTheLastStep() throws Exception {
        String path = csv("a.csv", "id,t,x,y", "b,1,9,no", "a,1,1,yes", "a,2,2,yes", "a,3,3,yes");
        SequenceRows source = rows(path, columns(new Label.Named("y", List.of()), Per.SEQUENCE), 2);
        assertEquals(Set.of("[9,0][0,-1]", "[2,3][-1,1]"), examples(source));
        DataReport report = source.inspect(HADOOP).report();
        assertEquals(List.of(1L, 1L), List.copyOf(report.classes().values()));
        assertTrue(
                report.warnings().get(0).fact().contains("has 3 steps"),
                report.warnings().toString());
    }

    @Test
    void theIdThatFollowsIsTheTargetWithoutALabel() throws Exception {
        String path = csv("a.csv", "id,x", "a,1", "b,4", "a,2", "a,3", "b,0", "c,1");
        SequenceRows source = ids(path, "id", null, 3, false);
        assertEquals(Set.of("[1,2,3][2,3,-1]", "[4,0,0][0,-1,-1]"), examples(source));
        SourceSummary found = source.inspect(HADOOP);
        assertEquals(Shape.of(3), found.schema().features());
        assertEquals(new Sequences(5, 5, false, false, true), found.schema().sequences());
    }

    @Test
    void idsMayHaveALabel() throws Exception {
        String path = csv("a.csv", "id,x,y", "a,1,0", "a,7,2");
        SequenceRows source = ids(path, "id", NUMBERED, 3, false);
        assertEquals(Set.of("[1,7,0][0,2,-1]"), examples(source));
        assertEquals(
                new Sequences(8, 3, false, false, true),
                source.inspect(HADOOP).schema().sequences());
    }

    @Test
    void oneSequenceCanGoOn() throws Exception {
        String path = csv("a.csv", "x", "0", "1", "2", "3", "4", "5", "6");
        SequenceRows source = ids(path, "", null, 2, true);
        Examples examples = source.load(HADOOP);
        assertTrue(examples.continued());
        assertArrayEquals(new float[][] {{0, 1}, {2, 3}, {4, 5}}, new Loaded(examples).features());
        assertArrayEquals(new float[][] {{1, 2}, {3, 4}, {5, 6}}, new Loaded(examples).targets());
        assertEquals(
                new Sequences(7, 7, true, false, false),
                source.inspect(HADOOP).schema().sequences());
    }

    @Test
    void valuesNeedWholeWindows() throws Exception {
        String path = csv("a.csv", "id,t,x,y", "a,1,1,0.5", "a,2,2,-1.5", "b,1,3,2", "b,2,4,3");
        SequenceRows source = rows(path, columns(VALUE, Per.STEP), 2);
        assertEquals(Set.of("[1,2][0.5,-1.5]", "[3,4][2,3]"), examples(source));
        assertEquals(Shape.of(2, 1), source.inspect(HADOOP).schema().target());
        assertFalse(source.inspect(HADOOP).schema().classification());
        Trouble.reading(rows(path, columns(VALUE, Per.STEP), 3), "of 2 steps is not cut into whole windows of 3");
    }

    @Test
    void valuesOfASequenceThatGoesOnLeaveTheRestOut() throws Exception {
        String path = csv("a.csv", "t,x,y", "1,1,10", "3,3,30", "2,2,20");
        SequenceColumns columns = new SequenceColumns("", "t", List.of("x"), "", 0, VALUE, Per.STEP);
        assertEquals(Set.of("[1,2][10,20]"), examples(new SequenceRows(path, CsvDialect.USUAL, columns, 2, true)));
        Trouble.reading(new SequenceRows(path, CsvDialect.USUAL, columns, 2, false), "3 steps", "continued = true");
    }

    @Test
    void twoStepsAtOnePlaceAreRefused() throws Exception {
        csv("1.csv", "id,t,x,y", "a,3,1,0", "b,3,1,0");
        csv("2.csv", "id,t,x,y", "a,4,1,0", "a,3,1,0");
        Trouble.reading(
                rows(dir + "/*.csv", columns(NUMBERED, Per.STEP), 2),
                "2.csv: line 3",
                "(\"t\"): 3 is there twice in sequence \"a\"");
    }

    @Test
    void whatIsMissingIsRefused() throws Exception {
        String noKey = csv("1.csv", "id,t,x,y", "a,3,1,0", ",4,1,0");
        Trouble.reading(rows(noKey, columns(NUMBERED, Per.STEP), 2), "line 3", "(\"id\"): is empty");
        String noOrder = csv("2.csv", "id,t,x,y", "a,,1,0");
        Trouble.reading(rows(noOrder, columns(NUMBERED, Per.STEP), 2), "line 2", "(\"t\"): is empty");
        String noNumber = csv("3.csv", "id,t,x,y", "a,1,NA,0");
        Trouble.reading(
                rows(noNumber, columns(NUMBERED, Per.STEP), 2), "line 2", "\"NA\": numbers of sequences are not");
        String noColumn = csv("4.csv", "id,time,x,y", "a,1,1,0");
        Trouble.reading(rows(noColumn, columns(NUMBERED, Per.STEP), 2), "no column \"t\" for the order");
        Trouble.reading(rows(csv("5.csv", "id,t,x,y"), columns(NUMBERED, Per.STEP), 2), "holds no examples");
    }

    @Test
    void datesAndTimesAreInOrder() throws Exception {
        String path =
                csv("a.csv", "id,t,x,y", "a,2024-02-01,3,0", "a,2023-12-31 23:59:59,1,1", "a,2024-01-31T12:00:00Z,2,2");
        assertEquals(Set.of("[1,2,3][1,2,0]"), examples(rows(path, columns(NUMBERED, Per.STEP), 3)));
        String mixed = csv("b.csv", "id,t,x,y", "a,2024-02-01,3,0", "a,7,1,1");
        Trouble.reading(rows(mixed, columns(NUMBERED, Per.STEP), 3), "\"7\" is a number, expected a date or time");
        String none = csv("c.csv", "id,t,x,y", "a,soon,3,0");
        Trouble.reading(rows(none, columns(NUMBERED, Per.STEP), 3), "\"soon\" is neither");
    }

    @Test
    void parquetIsReadAlike() throws Exception {
        String fields = "required int64 id; required int64 t (TIMESTAMP(MICROS,true)); required int96 u;"
                + " required double x; " + ParquetFiles.ARRAY.formatted("z", "float") + " required boolean y;";
        long noon = 1_700_000_000_000_000L;
        String path = ParquetFiles.write(dir, "a.parquet", fields, 4, (row, i) -> {
            row.append("id", i % 2L).append("t", noon - i);
            row.append("u", Binary.fromConstantByteArray(days(2_440_588 + 19_000 - i, 5_000)));
            row.append("x", 0.5 * i);
            ParquetFiles.array(row, "z", 10f * i, 20f * i);
            row.append("y", i > 1);
        });
        for (String order : List.of("t", "u")) {
            SequenceColumns columns = new SequenceColumns(
                    "id", order, List.of("x", "z"), "", 0, new Label.Named("y", List.of()), Per.STEP);
            SequenceRows source = new SequenceRows(path, null, columns, 2, false);
            assertEquals(Set.of("[1,20,40,0,0,0][1,0]", "[1.5,30,60,0.5,10,20][1,0]"), examples(source), order);
            assertEquals(Shape.of(2, 3), source.inspect(HADOOP).schema().features());
        }
    }

    private static byte[] days(int day, long nanoseconds) {
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(nanoseconds)
                .putInt(day)
                .array();
    }

    @Test
    void foldersCanTellSequencesApart() throws Exception {
        for (String id : List.of("3", "4")) {
            Files.createDirectory(dir.resolve("id=" + id));
            csv("id=" + id + "/part.csv", "t,x,y", "2," + id + ",1", "1,0,0");
        }
        assertEquals(
                Set.of("[0,3][0,1]", "[0,4][0,1]"), examples(rows(dir.toString(), columns(NUMBERED, Per.STEP), 2)));
    }

    @Test
    void labelsOfOneSequenceMustAgree() throws Exception {
        String path = csv("a.csv", "id,t,x,y", "a,1,1,0", "b,1,1,1", "a,2,2,1");
        Trouble.reading(
                rows(path, columns(NUMBERED, Per.SEQUENCE), 2), "line 4", "another one than before in sequence \"a\"");
    }

    @Test
    void idsAreWholeNumbersOfTheVocabulary() throws Exception {
        Trouble.reading(ids(csv("a.csv", "id,x", "a,0.5", "a,1"), "id", null, 2, false), "id 0.5, expected a whole");
        Trouble.reading(ids(csv("b.csv", "id,x", "a,-1", "a,1"), "id", null, 2, false), "id -1, expected");
        Trouble.reading(ids(csv("c.csv", "id,x", "a,0", "b,1"), "id", null, 2, false), "no sequence is long enough");
    }

    @Test
    void testDataHaveTheClassesAndIdsOfTheTrainingData() throws Exception {
        SequenceColumns columns = columns(new Label.Named("y", List.of()), Per.STEP);
        Schema training = rows(csv("a.csv", "id,t,x,y", "a,1,1,q", "a,2,1,p"), columns, 2)
                .inspect(HADOOP)
                .schema();
        DataSource test = rows(csv("b.csv", "id,t,x,y", "a,1,1,q"), columns, 2).aligned(training);
        assertEquals(Set.of("[1,0][1,-1]"), examples(test));
        Trouble.reading(
                rows(csv("c.csv", "id,t,x,y", "a,1,1,r"), columns, 2).aligned(training),
                "label \"r\", expected one of");
        Schema ids = ids(csv("d.csv", "id,x", "a,0", "a,2"), "id", null, 2, false)
                .inspect(HADOOP)
                .schema();
        Trouble.reading(
                ids(csv("e.csv", "id,x", "a,0", "a,3"), "id", null, 2, false).aligned(ids), "id 3, expected", "0..2");
    }

    @Test
    void testDataGoOnAsTrainingDataDo() throws Exception {
        String path = csv("a.csv", "x", "0", "1", "2", "3", "4");
        Schema streams = ids(path, "", null, 2, true).inspect(HADOOP).schema();
        assertTrue(ids(path, "", null, 2, false).aligned(streams).load(HADOOP).continued());
        assertThrows(DataException.class, () -> ids(path, "k", null, 2, false).aligned(streams));
        DataSettings both = DataSettings.of(ids(path, "", null, 2, true), ids(path, "", null, 2, false));
        assertEquals(2, both.load(HADOOP, 1).test().orElseThrow().count());
    }

    @Test
    void windowsOfOneSequenceAreNotParted() throws Exception {
        StringBuilder table = new StringBuilder("id,t,x,y\n");
        for (int i = 0; i < 40; i++) {
            table.append(i / 4 + "," + i + "," + (i / 4) + "," + i % 3 + "\n");
        }
        SequenceRows source = rows(csv("a.csv", table.toString()), columns(NUMBERED, Per.STEP), 2);
        DataSets sets = new DataSettings(source, null, 0.3).load(HADOOP, 1);
        Set<Float> training = sequences(sets.training());
        Set<Float> heldOut = sequences(sets.heldOut().orElseThrow());
        assertEquals(3, heldOut.size());
        training.retainAll(heldOut);
        assertEquals(Set.of(), training);
        assertNotEquals(Set.of(7f, 8f, 9f), heldOut); // not those of the largest keys
    }

    private static Set<Float> sequences(Examples examples) {
        Set<Float> found = new HashSet<>();
        for (float[] row : new Loaded(examples).features()) {
            found.add(row[0]);
        }
        return found;
    }

    @Test
    void whatDoesNotFitIntoMemoryIsSaid() throws Exception {
        String path = csv("a.csv", "id,t,x,y", "a,1,1,0", "a,2,1,0", "a,3,1,0");
        SequenceReader reader = new SequenceReader(rows(path, columns(NUMBERED, Per.STEP), 2), HADOOP, 800);
        String message =
                assertThrows(DataException.class, () -> reader.read(line -> {})).getMessage();
        assertTrue(message.contains("first 3 rows") && message.contains("spark.executor.memory"), message);
    }

    @Test
    void aFingerprintKnowsColumnsAndWindow() throws Exception {
        String path = csv("a.csv", "id,t,x,y", "a,1,1,0", "a,2,1,0");
        String two = rows(path, columns(NUMBERED, Per.STEP), 2).fingerprint(HADOOP);
        assertNotEquals(two, rows(path, columns(NUMBERED, Per.STEP), 3).fingerprint(HADOOP));
        assertNotEquals(two, rows(path, columns(NUMBERED, Per.SEQUENCE), 2).fingerprint(HADOOP));
    }

    @Test
    void columnsThatDoNotGoTogetherAreRefused() {
        refused("features", () -> new SequenceColumns("id", "t", List.of(), "", 0, NUMBERED, Per.STEP));
        refused("features", () -> new SequenceColumns("id", "t", List.of("x"), "w", 0, NUMBERED, Per.STEP));
        refused("features", () -> new SequenceColumns("id", "t", List.of("t"), "", 0, NUMBERED, Per.STEP));
        refused("vocabulary", () -> new SequenceColumns("id", "t", List.of("x"), "", 9, NUMBERED, Per.STEP));
        refused("label.column", () -> new SequenceColumns("id", "t", List.of("x"), "", 0, null, Per.STEP));
        refused("label.per", () -> new SequenceColumns("id", "t", List.of(), "w", 0, null, Per.SEQUENCE));
        refused("label.per", () -> new SequenceColumns("", "t", List.of("x"), "", 0, NUMBERED, Per.SEQUENCE));
        refused("label.per", () -> new SequenceColumns("id", "t", List.of("x"), "", 0, VALUE, Per.SEQUENCE));
        refused("continued", () -> new SequenceRows("a", CsvDialect.USUAL, columns(NUMBERED, Per.STEP), 2, true));
    }

    private static void refused(String component, Executable made) {
        assertEquals(component, assertThrows(BadSetting.class, made).component());
    }
}
