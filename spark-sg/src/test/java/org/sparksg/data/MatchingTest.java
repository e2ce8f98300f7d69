package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sparksg.data.ParquetFiles.ARRAY;
import static org.sparksg.data.ParquetFiles.array;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns and classes are found by their names, in all files of a table and in test data as in training data. */
class MatchingTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Label NUMBERED = new Label.Numbered("y", 3);
    private static final Label NAMED = new Label.Named("y", List.of());

    @TempDir
    Path dir;

    private String csv(String name, String text) throws Exception {
        Files.createDirectories(dir.resolve(name).getParent());
        return IdxFiles.write(dir, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private String parquet(String name, String... columns) throws Exception {
        StringBuilder fields = new StringBuilder();
        for (String column : columns) {
            fields.append("required double ").append(column).append("; ");
        }
        Files.createDirectories(dir.resolve(name).getParent());
        return ParquetFiles.write(dir, name, fields.toString(), 2, (row, i) -> {
            for (String column : columns) {
                row.append(column, column.equals("y") ? i : (double) column.charAt(0) + i);
            }
        });
    }

    private static DataSets both(DataSource train, DataSource test) throws Exception {
        return DataSettings.of(train, test).load(HADOOP, 1);
    }

    private static void refused(DataSource train, DataSource test, String... words) {
        DataSettings settings = DataSettings.of(train, test);
        String message = assertThrows(DataException.class, () -> settings.open(HADOOP, 1))
                .getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), "no \"" + word + "\" in: " + message);
        }
    }

    @Test
    void testColumnsInAnotherOrderAreFoundByTheirNames() throws Exception {
        DataSource train = Csv.of(csv("train.csv", "a,b,y\n1,10,0\n2,20,1\n"), NUMBERED);
        float[][] expected = {{3, 30}, {4, 40}};
        DataSource test = Csv.of(csv("test.csv", "y,b,a\n0,30,3\n1,40,4\n"), NUMBERED);
        assertArrayEquals(expected, new Loaded(both(train, test).test().orElseThrow()).features());
        DataSource listed = new Csv(
                csv("l.csv", "b,id,y,a\n30,7,0,3\n40,7,1,4\n"), NUMBERED, List.of("b", "a"), "", CsvDialect.USUAL);
        assertArrayEquals(expected, new Loaded(both(train, listed).test().orElseThrow()).features());
    }

    @Test
    void testDataOfAnotherFormatAreMatchedByNamesToo() throws Exception {
        DataSource train = ParquetRows.of(parquet("t.parquet", "b", "y", "a"), NUMBERED);
        DataSource test = Csv.of(csv("test.csv", "a,b,y\n1,2,0\n"), NUMBERED);
        assertArrayEquals(
                new float[][] {{2, 1}}, new Loaded(both(train, test).test().orElseThrow()).features());
    }

    @Test
    void missingAndOtherNamesInTestDataAreListed() throws Exception {
        DataSource train = Csv.of(csv("train.csv", "a,b,c,y\n1,2,3,0\n"), NUMBERED);
        refused(
                train,
                Csv.of(csv("test.csv", "a,d,e,y\n1,2,3,0\n"), NUMBERED),
                "data.test: ",
                "test.csv",
                "lacks [b, c]",
                "has [d, e] besides");
        refused(train, Csv.of(csv("more.csv", "id,a,b,c,y\n1,1,2,3,0\n"), NUMBERED), "has [id] besides", "features");
        refused(train, Csv.of(csv("case.csv", "A,b,c,y\n1,2,3,0\n"), NUMBERED), "lacks [a]; did you mean A?");
        refused(
                train,
                Csv.of(csv("z.csv", "a,b,c,z\n1,2,3,0\n"), new Label.Numbered("z", 3)),
                "the label is column \"z\"",
                "it is \"y\"");
    }

    @Test
    void arraysOfAColumnMustBeAsLongAsInTheTrainingData() throws Exception {
        int[][] widths = {{2, 1}, {1, 2}};
        List<DataSource> sources = new ArrayList<>();
        for (int[] width : widths) {
            String fields = ARRAY.formatted("x", "float") + ARRAY.formatted("z", "float") + " required int32 y;";
            sources.add(ParquetRows.of(
                    ParquetFiles.write(dir, "w" + width[0] + ".parquet", fields, 1, (row, i) -> {
                        Float[] x = new Float[width[0]];
                        Float[] z = new Float[width[1]];
                        Arrays.fill(x, 1f);
                        Arrays.fill(z, 2f);
                        array(row, "x", x);
                        array(row, "z", z);
                        row.append("y", 1);
                    }),
                    NUMBERED));
        }
        refused(sources.get(0), sources.get(1), "column \"x\": has 1 values, expected 2 as in the training data");
    }

    @Test
    void dataWithoutNamesAreMatchedByPosition() throws Exception {
        DataSource train = new Csv(csv("train.csv", "1,2,0\n"), new Label.Numbered("2", 3), List.of(), false, ',');
        DataSource test = new Csv(csv("test.csv", "3,4,1\n"), new Label.Numbered("2", 3), List.of(), false, ',');
        assertArrayEquals(
                new float[][] {{3, 4}}, new Loaded(both(train, test).test().orElseThrow()).features());
    }

    @Test
    void classesAreThoseOfTheTrainingData() throws Exception {
        DataSource train = Csv.of(csv("train.csv", "a,y\n1,ant\n2,bee\n3,cow\n"), NAMED);
        DataSource few = Csv.of(csv("few.csv", "a,y\n1,cow\n2,bee\n"), NAMED);
        assertArrayEquals(new int[] {2, 1}, new Loaded(both(train, few).test().orElseThrow()).labels());
        DataSource one = Csv.of(csv("one.csv", "a,y\n1,bee\n"), NAMED);
        assertArrayEquals(new int[] {1}, new Loaded(both(train, one).test().orElseThrow()).labels());
        refused(
                train,
                Csv.of(csv("new.csv", "a,y\n1,cow\n2,bea\n"), NAMED),
                "new.csv: line 3",
                "label \"bea\", expected one of [ant, bee, cow], the classes of the training data; did you mean bee?");
        refused(train, Csv.of(csv("n.csv", "a,y\n1,0\n"), new Label.Numbered("y", 3)), "do not fit");
    }

    @Test
    void whatAnExecutorFindsMustBeWhatWasPlanned() throws Exception {
        String path = csv("train.csv", "a,b,y\n1,2,ant\n3,4,bee\n");
        DataSettings settings = DataSettings.of(Csv.of(path, NAMED), null);
        DataSummary planned = settings.open(HADOOP, 1);
        csv("train.csv", "b,a,y\n2,1,ant\n4,3,bee\n");
        assertArrayEquals(
                new float[][] {{1, 2}, {3, 4}},
                Loaded.of(Csv.of(path, NAMED).planned(planned.schema())).features());
        String exchanged = assertThrows(DataException.class, () -> settings.load(HADOOP, 1, planned))
                .getMessage();
        assertTrue(exchanged.startsWith("data.train or data.test were changed since the run was planned"), exchanged);
        for (String[] change : new String[][] {
            {"a,c,y\n1,2,ant\n3,4,bee\n", "lacks [b]"},
            {"a,b,y\n1,2,ant\n3,4,cat\n", "label \"cat\""},
            {"a,b,y\n1,2,ant\n3,4,bee\n5,6,bee\n", "has 3 examples, but had 2 when the run was planned"}
        }) {
            csv("train.csv", change[0]);
            String message = assertThrows(DataException.class, () -> settings.load(HADOOP, 1, planned))
                    .getMessage();
            assertTrue(message.startsWith("data.train: ") && message.contains(change[1]), message);
        }
    }

    @Test
    void filesWithOtherColumnsAreRefusedWhateverTheirOrder() throws Exception {
        for (String[] names : new String[][] {{"p0", "p1"}, {"p1", "p0"}}) {
            String folder = "f" + names[0];
            parquet(folder + "/" + names[0] + ".parquet", "a", "b", "y");
            parquet(folder + "/" + names[1] + ".parquet", "a", "b", "c", "y");
            Trouble.reading(
                    ParquetRows.of(dir.resolve(folder).toString(), NUMBERED), "p0.parquet", "p1.parquet", "[c]");
            assertEquals(
                    4,
                    new ParquetRows(dir.resolve(folder).toString(), NUMBERED, List.of("b", "a"))
                            .load(HADOOP)
                            .count());
        }
        parquet("g/0.parquet", "a", "b", "y");
        parquet("g/1.parquet", "a", "y");
        Trouble.reading(
                new ParquetRows(dir.resolve("g").toString(), NUMBERED, List.of("a", "b")),
                "1.parquet: differs in its columns from",
                "0.parquet: lacks [b]");
    }

    @Test
    void filesWithOtherTypesOfAColumnAreRefused() throws Exception {
        parquet("h/0.parquet", "a", "y");
        ParquetFiles.write(
                dir, "h/1.parquet", "required binary a (UTF8); required double y;", 1, (row, i) -> row.append("a", "1")
                        .append("y", 1.0));
        Trouble.reading(
                ParquetRows.of(dir.resolve("h").toString(), NUMBERED),
                "1.parquet: column \"a\"",
                "0.parquet it has type");
    }

    @Test
    void orderOfFeaturesDoesNotDependOnTheNamesOfFiles() throws Exception {
        List<String> names = List.of("0", "1", "2");
        for (int seed = 0; seed < 6; seed++) {
            List<String> files = new ArrayList<>(names);
            Collections.shuffle(files, new Random(seed));
            String folder = "o" + seed;
            csv(folder + "/" + files.get(0), "b,a,y\n98,97,0\n");
            csv(folder + "/" + files.get(1), "a,y,b\n97,0,98\n");
            csv(folder + "/" + files.get(2), "");
            Csv source = Csv.of(dir.resolve(folder).toString(), NUMBERED);
            assertArrayEquals(
                    new float[][] {{97, 98}, {97, 98}}, Loaded.of(source).features());
            assertEquals(
                    List.of(new Column("a", 1), new Column("b", 1)),
                    source.inspect(HADOOP).schema().columns());
        }
    }

    @Test
    void twoColumnsOfOneNameAreRefused() throws Exception {
        Trouble.reading(Csv.of(csv("t.csv", "a,a,y\n1,2,0\n"), NUMBERED), "two columns are named \"a\"");
    }

    @Test
    void rowsAreReadFromAnyRowOfAnyFileOn() throws Exception {
        csv("s/0.csv", "a,y\n1,0\n2,0\n3,0\n");
        csv("s/1.csv", "a,y\n4,0\n5,0\n6,0\n");
        ParquetFiles.write(
                dir, "p/0.parquet", "required double a; required double y;", 3000, (row, i) -> row.append("a", 1.0 * i)
                        .append("y", 0.0));
        Table text = Table.open(Csv.of(dir.resolve("s").toString(), NUMBERED), null, true, Preparation.NONE, HADOOP);
        assertEquals(List.of(2.0, 3.0, 4.0, 5.0, 6.0), from(text, 0, 1));
        assertEquals(List.of(6.0), from(text, 1, 2));
        Table rows =
                Table.open(ParquetRows.of(dir.resolve("p").toString(), NUMBERED), null, true, Preparation.NONE, HADOOP);
        for (int from : new int[] {0, 1, 257, 1500, 2999}) {
            List<Double> found = from(rows, 0, from);
            assertEquals(3000 - from, found.size());
            assertEquals(from, found.get(0));
        }
    }

    private static List<Double> from(Table table, int part, long row) throws Exception {
        List<Double> found = new ArrayList<>();
        try (TableRows rows = new TableRows(table, true, null, part, row)) {
            while (rows.next()) {
                found.add(rows.features()[0]);
            }
        }
        return found;
    }
}
