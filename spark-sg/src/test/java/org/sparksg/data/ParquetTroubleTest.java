package org.sparksg.data;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link ParquetRows} says about data that it cannot use. */
class ParquetTroubleTest {
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
                "1.parquet: row 0, column \"x\": has 3 values, expected 2 as in the first row");
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
        Trouble.finding(ParquetRows.of(dir + "/no", NUMBERED), "file:" + dir + "/no: no such file or directory");
    }
}
