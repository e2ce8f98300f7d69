package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What 32 bits cannot hold is told, and what they round as usual is not. */
class NarrowingTest {
    private static final Label VALUE = new Label.Value("y");

    @TempDir
    Path dir;

    private Csv features(String... values) throws Exception {
        StringBuilder text = new StringBuilder("a,y\n");
        for (int i = 0; i < values.length; i++) {
            text.append(values[i]).append(',').append(i).append('\n');
        }
        return Csv.of(IdxFiles.write(dir, "t.csv", text.toString().getBytes(StandardCharsets.UTF_8)), VALUE);
    }

    private Csv targets(String... values) throws Exception {
        StringBuilder text = new StringBuilder("a,y\n");
        for (int i = 0; i < values.length; i++) {
            text.append(i).append(',').append(values[i]).append('\n');
        }
        return Csv.of(IdxFiles.write(dir, "t.csv", text.toString().getBytes(StandardCharsets.UTF_8)), VALUE);
    }

    private static void fine(Csv source, int rows) throws Exception {
        assertEquals(rows, source.inspect(new Configuration()).count());
        assertEquals(rows, source.load(new Configuration()).count());
    }

    @Test
    void wholeNumbersThatAFloatDoesNotHoldAreRefused() throws Exception {
        for (String value : List.of(
                "16777217", "-16777217", "1700000001", "20240131.0", "9007199254740993", "123456789012345678901")) {
            Trouble.reading(
                    features("1", value), "t.csv: line 3: column 1 (\"a\"): ", "whole number that 32 bits", "scale");
        }
        Trouble.reading(targets("1", "16777217"), "line 3: column 2 (\"y\"): 16777217", "scale it");
        fine(features("16777216", "16777218", "1e10", "10000000000"), 4);
    }

    /** 64 bits do not hold it: nothing is left to scale. */
    @Test
    void adviceForAScaledColumnIsNotToScaleIt() throws Exception {
        Csv keys = features("1", "9007199254740993");
        var scaled = new FeatureSettings(FeatureSettings.Scale.STANDARD, FeatureSettings.Missing.REFUSE);
        String message = assertThrows(
                        DataException.class,
                        () -> new DataSettings(keys, null, 0, scaled, DataMemory.AUTO).open(new Configuration(), 1))
                .getMessage();
        assertTrue(message.contains("subtract the column's smallest value"), message);
        assertFalse(message.contains("set data.features.scale"), message);
    }

    @Test
    void realNumbersAreRoundedAsUsual() throws Exception {
        fine(features("0.1", "3.141592653589793", "20000001", "1e30"), 4);
        fine(targets("123456.789", "16777217.5"), 2);
    }

    @Test
    void columnsWhoseDifferencesAreLostAreRefused() throws Exception {
        Trouble.reading(targets("1e10", "10000000000.1", "10000000000.2"), "column \"y\"", "32 bits move them");
        Trouble.reading(features("1.00000001", "1.00000002"), "column \"a\"", "leave it out of features");
        Trouble.reading(features("1700000000.25", "1700000099.75"), "column \"a\"", "subtract its smallest value");
        fine(features("10000000000.1", "10000000000.1"), 2);
    }

    @Test
    void longsAndDoublesOfParquetAreWatchedWhenTheyAreRead() throws Exception {
        String whole =
                ParquetFiles.write(dir, "l.parquet", "required int64 a; required int32 y;", 3, (row, i) -> row.append(
                                "a", 1_700_000_000L + i)
                        .append("y", i));
        Trouble.loading(ParquetRows.of(whole, VALUE), "l.parquet: row 1, column \"a\": 1700000001", "32 bits");
        String huge = ParquetFiles.write(
                dir, "h.parquet", "required int64 a; required int32 y;", 3, (row, i) -> row.append("a", (1L << 60) + i)
                        .append("y", i));
        Trouble.loading(ParquetRows.of(huge, VALUE), "row 1, column \"a\": 1152921504606846977");
        String targets = ParquetFiles.write(
                dir, "t.parquet", "required int32 a; required double y;", 3, (row, i) -> row.append("a", i)
                        .append("y", 1e10 + i));
        Trouble.loading(ParquetRows.of(targets, VALUE), "row 1, column \"y\": 10000000001");
    }

    @Test
    void fewRowsOfTestDataMayLieCloseTogether() throws Exception {
        Csv train =
                Csv.of(IdxFiles.write(dir, "train.csv", "a,y\n1.5,1\n1e6,2\n".getBytes(StandardCharsets.UTF_8)), VALUE);
        DataSettings settings = DataSettings.of(train, features("1000000.01", "1000000.02"));
        assertEquals(2, settings.open(new Configuration(), 1).test());
        assertEquals(
                2, settings.load(new Configuration(), 1).test().orElseThrow().count());
    }
}
