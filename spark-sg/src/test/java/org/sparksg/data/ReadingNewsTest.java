package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a look at a long table hears how far it is. */
class ReadingNewsTest {
    private static final int ROWS = 8192; // of a file
    private static final List<String> EVERY_FOURTH_LOOK = List.of(
            "reading  the table: 4,096 rows, 341 a second, 25 %, 36 s left",
            "reading  the table: 8,192 rows, 341 a second, 50 %, 24 s left",
            "reading  the table: 12,288 rows, 341 a second, 75 %, 12 s left",
            "reading  the table: 16,384 rows, 341 a second, 100 %, 0 s left");

    @TempDir
    Path dir;

    private long nowNs;

    /** Reads a table of two equal files; each 1,024 rows, between two looks at the clock, take three seconds. */
    private List<String> read(TableSource source) throws IOException {
        Table table = Table.open(source, null, true, Preparation.NONE, new Configuration());
        List<String> lines = new ArrayList<>();
        ReadingNews news = new ReadingNews(table.parts(), "the table", lines::add, () -> nowNs);
        try (TableRows rows = new TableRows(table, true, table.newLabels(false), 0, 0)) {
            for (int row = 1; rows.next(); row++) {
                nowNs = row / 1024 * 3_000_000_000L;
                news.row(rows.part(), rows.cursor());
            }
        }
        return lines;
    }

    @Test
    void aParquetTableTellsTheShareOfItsRows() throws IOException {
        for (String name : List.of("a.parquet", "b.parquet")) {
            ParquetFiles.write(dir, name, "required int32 x; required int32 y;", ROWS, (row, i) -> row.append("x", i)
                    .append("y", i % 3));
        }
        assertEquals(
                EVERY_FOURTH_LOOK, read(new ParquetRows(dir.toString(), new Label.Numbered("y", 3), List.of("x"))));
    }

    @Test
    void aReaderThatWasStoppedReadsNoFurther() throws IOException {
        Path file = Files.writeString(dir.resolve("a.csv"), "x,y\n1,0\n2,1\n");
        var source = new Csv(file.toString(), new Label.Numbered("y", 3), List.of("x"), "", CsvDialect.USUAL);
        Table table = Table.open(source, null, true, Preparation.NONE, new Configuration());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, table::load);
        assertTrue(Thread.interrupted());
        assertEquals(2, table.load().count());
    }

    @Test
    void aTextTableTellsTheShareOfItsBytes() throws IOException {
        for (String name : List.of("a.csv", "b.csv")) {
            String rows = IntStream.range(0, ROWS)
                    .mapToObj(i -> (1000 + i % 1000) + "," + i % 3)
                    .collect(Collectors.joining("\n", "x,y\n", "\n"));
            Files.writeString(dir.resolve(name), rows);
        }
        assertEquals(
                EVERY_FOURTH_LOOK,
                read(new Csv(dir.toString(), new Label.Numbered("y", 3), List.of("x"), "", CsvDialect.USUAL)));
    }
}
