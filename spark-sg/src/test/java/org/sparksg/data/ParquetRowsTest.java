package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sparksg.data.ParquetFiles.ARRAY;
import static org.sparksg.data.ParquetFiles.VECTOR;
import static org.sparksg.data.ParquetFiles.array;
import static org.sparksg.data.ParquetFiles.dense;
import static org.sparksg.data.ParquetFiles.sparse;
import static org.sparksg.data.ParquetFiles.write;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.tensor.Shape;

class ParquetRowsTest {
    private static final Label NUMBERED = new Label.Numbered("label", 3);
    private static final String NUMBERS = "optional float a; required double b; optional double label;";

    @TempDir
    Path dir;

    private String numbers(String name, int rows) throws Exception {
        return write(dir, name, NUMBERS, rows, (row, i) -> row.append("a", i + 0.5f)
                .append("b", 0.0 - i)
                .append("label", i % 3 + 0.0));
    }

    @Test
    void columnsOfNumbersAreFeatures() throws Exception {
        Loaded set = Loaded.of(ParquetRows.of(numbers("t.parquet", 3), NUMBERED));
        assertArrayEquals(new float[][] {{0.5f, 0}, {1.5f, -1}, {2.5f, -2}}, set.features());
        assertArrayEquals(new int[] {0, 1, 2}, set.labels());
    }

    @Test
    void everyTypeOfNumberIsRead() throws Exception {
        String fields = "required int32 i; required int64 l; required float f; required double d; required boolean z;"
                + " required int32 s (INTEGER(16,true)); required int32 label;";
        String path = write(dir, "t.parquet", fields, 1, (row, i) -> row.append("i", 1)
                .append("l", 2L)
                .append("f", 3f)
                .append("d", 4.0)
                .append("z", true)
                .append("s", 6)
                .append("label", 2));
        assertArrayEquals(
                new float[][] {{1, 2, 3, 4, 1, 6}},
                Loaded.of(ParquetRows.of(path, NUMBERED)).features());
    }

    @Test
    void namedFeaturesComeInTheOrderNamed() throws Exception {
        String path = numbers("t.parquet", 2);
        Loaded set = Loaded.of(new ParquetRows(path, NUMBERED, List.of("b", "a")));
        assertArrayEquals(new float[][] {{0, 0.5f}, {-1, 1.5f}}, set.features());
    }

    @Test
    void arraysAreFeatures() throws Exception {
        for (String type : List.of("float", "double")) {
            String fields = ARRAY.formatted("x", type) + " required int32 label;";
            Number[][] values = type.equals("float")
                    ? new Number[][] {{1f, 2f, 3f}, {4f, 5f, 6f}}
                    : new Number[][] {{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}};
            String path = write(dir, type + ".parquet", fields, 2, (row, i) -> {
                array(row, "x", values[i]);
                row.append("label", i);
            });
            ParquetRows source = ParquetRows.of(path, NUMBERED);
            assertArrayEquals(
                    new float[][] {{1, 2, 3}, {4, 5, 6}}, Loaded.of(source).features(), type);
            assertEquals(Shape.of(3), source.inspect(new Configuration()).features());
        }
    }

    @Test
    void arraysOfOlderWritersAreFeatures() throws Exception {
        String fields = "optional group x (LIST) { repeated double array; } repeated float y; required int32 label;";
        String path = write(dir, "t.parquet", fields, 1, (row, i) -> {
            row.addGroup("x").append("array", 1.0).append("array", 2.0);
            row.append("y", 3f).append("y", 4f).append("label", 1);
        });
        assertArrayEquals(
                new float[][] {{1, 2, 3, 4}},
                Loaded.of(ParquetRows.of(path, NUMBERED)).features());
    }

    @Test
    void denseAndSparseVectorsOfSparkAreFeatures() throws Exception {
        String path = write(dir, "t.parquet", VECTOR.formatted("x") + " required double label;", 3, (row, i) -> {
            if (i == 1) {
                sparse(row, "x", 4, new Integer[] {1, 3}, 7.0, 9.0);
            } else {
                dense(row, "x", 1.0, 2.0, 3.0, 4.0 + i);
            }
            row.append("label", 0.0);
        });
        ParquetRows source = ParquetRows.of(path, NUMBERED);
        assertArrayEquals(
                new float[][] {{1, 2, 3, 4}, {0, 7, 0, 9}, {1, 2, 3, 6}},
                Loaded.of(source).features());
        assertEquals(Shape.of(4), source.inspect(new Configuration()).features());
    }

    @Test
    void numbersAndArraysArePutOneAfterTheOther() throws Exception {
        String fields =
                "required float a; " + ARRAY.formatted("x", "float") + " required int32 label; required float b;";
        String path = write(dir, "t.parquet", fields, 1, (row, i) -> {
            row.append("a", 1f);
            array(row, "x", 2f, 3f);
            row.append("label", 1).append("b", 4f);
        });
        assertArrayEquals(
                new float[][] {{1, 2, 3, 4}},
                Loaded.of(ParquetRows.of(path, NUMBERED)).features());
    }

    @Test
    void manyRowGroupsFollowEachOther() throws Exception {
        int rows = 5000; // about 100 kB in row groups of 4 kB
        Loaded set = Loaded.of(ParquetRows.of(numbers("t.parquet", rows), NUMBERED));
        float[][] features = set.features();
        assertEquals(rows, features.length);
        for (int i = 0; i < rows; i++) {
            assertArrayEquals(new float[] {i + 0.5f, 0f - i}, features[i]);
        }
    }

    @Test
    void partFilesFollowEachOtherAndMarkersAreSkipped() throws Exception {
        numbers("part-00001.snappy.parquet", 2);
        numbers("part-00000.snappy.parquet", 1);
        numbers("part-00002.snappy.parquet", 0);
        Files.createFile(dir.resolve("_SUCCESS"));
        ParquetRows source = ParquetRows.of(dir.toString(), NUMBERED);
        assertArrayEquals(new int[] {0, 0, 1}, Loaded.of(source).labels());
        assertEquals(3, source.inspect(new Configuration()).count());
    }

    @Test
    void partFilesWithOtherOrdersOfColumnsAreReadByName() throws Exception {
        numbers("part-0.parquet", 1);
        String fields = "required double label; required double b; required float a;";
        write(dir, "part-1.parquet", fields, 1, (row, i) -> row.append("label", 2.0)
                .append("b", 8.0)
                .append("a", 9f));
        Loaded set = Loaded.of(ParquetRows.of(dir.toString(), NUMBERED));
        assertArrayEquals(new float[][] {{0.5f, 0}, {9, 8}}, set.features());
    }

    @Test
    void textLabelsAreClassesInSortedOrder() throws Exception {
        String[] names = {"dog", "cat", "dog"};
        String path =
                write(dir, "t.parquet", "required float a; optional binary label (UTF8);", 3, (row, i) -> row.append(
                                "a", 1f * i)
                        .append("label", names[i]));
        ParquetRows source = ParquetRows.of(path, new Label.Named("label", List.of()));
        assertArrayEquals(new int[] {1, 0, 1}, Loaded.of(source).labels());
        assertEquals(List.of("cat", "dog"), source.inspect(new Configuration()).classNames());
    }

    @Test
    void numbersAreTargetsOfARegression() throws Exception {
        Loaded set = Loaded.of(new ParquetRows(numbers("t.parquet", 2), new Label.Value("b"), List.of("a")));
        assertArrayEquals(new float[][] {{0}, {-1}}, set.targets());
    }

    @Test
    void missingColumnsAreRefusedWithASuggestion() throws Exception {
        String path = numbers("t.parquet", 1);
        Trouble.reading(
                ParquetRows.of(path, new Label.Numbered("lable", 3)),
                path,
                "no column \"lable\" for the label, found [a, b, label]",
                "did you mean label?");
        Trouble.reading(
                new ParquetRows(path, NUMBERED, List.of("a", "c")),
                "no column \"c\" for the feature, found [a, b, label]");
    }

    @Test
    void columnsOfOtherTypesAreRefused() throws Exception {
        String fields = "required binary name (UTF8); required int32 day (DATE); required int32 label;";
        String path = write(dir, "t.parquet", fields, 1, (row, i) -> row.append("name", "x")
                .append("day", 1)
                .append("label", 1));
        Trouble.reading(
                ParquetRows.of(path, NUMBERED), path, "column \"name\" has type", "expected a number, an array");
        Trouble.reading(new ParquetRows(path, NUMBERED, List.of("day")), "column \"day\" has type");
        Trouble.reading(
                new ParquetRows(path, new Label.Value("name"), List.of("label")), "column \"name\"", "for the label");
    }

    @Test
    void nullsAreNamedWithRowAndColumn() throws Exception {
        String path = write(dir, "t.parquet", NUMBERS, 3, (row, i) -> {
            row.append("b", 1.0).append("label", 1.0);
            if (i != 2) {
                row.append("a", 1f);
            }
        });
        Trouble.loading(ParquetRows.of(path, NUMBERED), path, "row 2, column \"a\": is null, expected a number");
    }

    @Test
    void nullLabelsAreNamed() throws Exception {
        String path = write(
                dir, "t.parquet", NUMBERS, 1, (row, i) -> row.append("a", 1f).append("b", 1.0));
        Trouble.loading(ParquetRows.of(path, NUMBERED), "row 0, column \"label\": is null");
        String text = write(
                dir,
                "u.parquet",
                "required float a; optional binary label (UTF8);",
                1,
                (row, i) -> row.append("a", 1f));
        Trouble.reading(ParquetRows.of(text, new Label.Named("label", List.of())), "row 0, column \"label\": is null");
    }

    @Test
    void nullVectorsArraysAndElementsAreNamed() throws Exception {
        String vector = write(
                dir,
                "v.parquet",
                VECTOR.formatted("x") + " required int32 label;",
                1,
                (row, i) -> row.append("label", 1));
        Trouble.loading(ParquetRows.of(vector, NUMBERED), "row 0, column \"x\": is null, expected a vector");
        String fields = ARRAY.formatted("x", "float") + " required int32 label;";
        String absent = write(dir, "a.parquet", fields, 1, (row, i) -> row.append("label", 1));
        Trouble.loading(ParquetRows.of(absent, NUMBERED), "row 0, column \"x\": is null or empty");
        String hole = write(dir, "h.parquet", fields, 1, (row, i) -> {
            array(row, "x", 1f, null, 3f);
            row.append("label", 1);
        });
        Trouble.loading(ParquetRows.of(hole, NUMBERED), "row 0, column \"x\": has a null among its values");
    }

    @Test
    void arraysOfUnequalLengthAreNamed() throws Exception {
        Number[][] values = {{1f, 2f}, {3f}};
        String path = write(dir, "t.parquet", ARRAY.formatted("x", "float") + " required int32 label;", 2, (row, i) -> {
            array(row, "x", values[i]);
            row.append("label", 1);
        });
        Trouble.loading(
                ParquetRows.of(path, NUMBERED), "row 1, column \"x\": has 1 values, expected 2 as in the first row");
    }

    @Test
    void vectorsOfUnequalLengthInTwoFilesAreNamed() throws Exception {
        for (int file = 0; file < 2; file++) {
            Double[] values = new Double[2 + file];
            Arrays.fill(values, 1.0);
            write(dir, file + ".parquet", VECTOR.formatted("x") + " required int32 label;", 1, (row, i) -> {
                dense(row, "x", values);
                row.append("label", 1);
            });
        }
        Trouble.loading(
                ParquetRows.of(dir.toString(), NUMBERED),
                "1.parquet: row 0: has 3 features, expected 2 as in the files");
    }

    @Test
    void damagedSparseVectorsAreNamed() throws Exception {
        String path = write(dir, "t.parquet", VECTOR.formatted("x") + " required int32 label;", 1, (row, i) -> {
            sparse(row, "x", 3, new Integer[] {3}, 1.0);
            row.append("label", 1);
        });
        Trouble.loading(ParquetRows.of(path, NUMBERED), "column \"x\": is a sparse vector with index 3, expected 0..2");
    }

    @Test
    void valuesThatAreNotFiniteAreNamed() throws Exception {
        String path = write(dir, "t.parquet", NUMBERS, 1, (row, i) -> row.append("a", Float.NaN)
                .append("b", 1.0)
                .append("label", 1.0));
        Trouble.loading(ParquetRows.of(path, NUMBERED), "row 0, column \"a\": has the value NaN");
    }

    @Test
    void labelsOutOfRangeAreNamed() throws Exception {
        String path = numbers("t.parquet", 3);
        Trouble.loading(
                ParquetRows.of(path, new Label.Numbered("label", 2)),
                path,
                "row 2, column \"label\": label 2, expected a whole number 0..1");
    }

    @Test
    void tableWithoutRowsIsRefused() throws Exception {
        Trouble.reading(ParquetRows.of(numbers("t.parquet", 0), NUMBERED), "t.parquet: holds no examples");
    }

    @Test
    void fileOfAnotherFormatIsRefused() throws Exception {
        String text = IdxFiles.write(dir, "t.parquet", "a,b,label and more text\n".getBytes());
        Trouble.reading(ParquetRows.of(text, NUMBERED), text, "not a Parquet file, or cut off");
    }

    @Test
    void fileThatWasCutOffIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(Path.of(numbers("t.parquet", 100)));
        String cut = IdxFiles.write(dir, "cut.parquet", Arrays.copyOf(whole, whole.length - 20));
        Trouble.reading(ParquetRows.of(cut, NUMBERED), cut, "not a Parquet file, or cut off");
        String empty = IdxFiles.write(dir, "empty.parquet", new byte[0]);
        Trouble.reading(ParquetRows.of(empty, NUMBERED), empty, "not a Parquet file, or cut off");
    }

    @Test
    void damagedPagesAreRefused() throws Exception {
        byte[] whole = Files.readAllBytes(Path.of(numbers("t.parquet", 100)));
        Arrays.fill(whole, 4, 40, (byte) 0x55);
        String damaged = IdxFiles.write(dir, "damaged.parquet", whole);
        Trouble.loading(ParquetRows.of(damaged, NUMBERED), damaged, "row", "damaged");
    }

    @Test
    void missingFileIsNamedInFull() {
        Trouble.reading(ParquetRows.of(dir + "/no", NUMBERED), "file:" + dir + "/no: no such file or directory");
    }
}
