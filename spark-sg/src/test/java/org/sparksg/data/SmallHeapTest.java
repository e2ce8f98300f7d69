package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A table several times as large as the heap is read to its end. */
@Timeout(120)
class SmallHeapTest {
    private static final int ROWS = 600_000;
    private static final int COLUMNS = 60;

    @TempDir
    Path dir;

    @Test
    void tableLargerThanTheHeapIsReadToItsEnd() throws IOException, InterruptedException {
        Path table = dir.resolve("large.csv");
        String rest = ",1".repeat(COLUMNS - 1);
        try (BufferedWriter out = Files.newBufferedWriter(table)) {
            out.write(IntStream.range(0, COLUMNS).mapToObj(i -> "c" + i).collect(Collectors.joining(",")) + ",y\n");
            for (int row = 0; row < ROWS; row++) {
                out.write(row % 1000 + rest + "," + row % 3 + "\n");
            }
        }
        Process reader = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        table.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, reader.waitFor(), said);
        assertTrue(said.contains(ROWS * 9 / 10 + " examples, sum "), said);
        double times = Double.parseDouble(said.strip().replaceAll("(?s).* ", ""));
        assertTrue(times > 3, said);
    }
}
