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
            assertEquals(
                    Shape.of(3), source.inspect(new Configuration()).schema().features());
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
        assertEquals(Shape.of(4), source.inspect(new Configuration()).schema().features());
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
        assertEquals(
                List.of("cat", "dog"),
                source.inspect(new Configuration()).schema().classNames());
    }

    @Test
    void numbersAreTargetsOfARegression() throws Exception {
        Loaded set = Loaded.of(new ParquetRows(numbers("t.parquet", 2), new Label.Value("b"), List.of("a")));
        assertArrayEquals(new float[][] {{0}, {-1}}, set.targets());
    }
}
