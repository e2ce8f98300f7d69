package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process with a small heap reads tables for which it is too small. */
@Timeout(120)
class SmallHeapTest {
    private static final int LIMIT_S = 100;
    private static final int ROWS = 600_000;
    private static final int COLUMNS = 60;

    @TempDir
    Path dir;

    /** What a process said, and how it ended. */
    private record End(int status, String said) {}

    private End run(String heap, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName()));
        command.addAll(List.of(arguments));
        Path said = dir.resolve("said.txt"); // a file, because a read from a process cannot be interrupted
        Process reader = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertTrue(reader.waitFor(LIMIT_S, TimeUnit.SECONDS), () -> "still reads after " + LIMIT_S + " s");
            return new End(reader.exitValue(), Files.readString(said));
        } finally {
            reader.destroyForcibly();
        }
    }

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
        End end = run("-Xmx48m", table.toString());
        String said = end.said();
        assertEquals(0, end.status(), said);
        long sum = IntStream.of(new HoldOut(0.1, 1).training(ROWS))
                .mapToLong(row -> row % 1000)
                .sum();
        assertTrue(said.contains(ROWS * 9 / 10 + " examples, sum " + sum + ","), said + " expected " + sum);
        double times = Double.parseDouble(said.strip().replaceAll("(?s).* ", ""));
        assertTrue(times > 3, said);
    }

    /** Rows {@code i} with feature 1 = i, and one more at the end of the width. */
    private Path wide(int rows, int width) throws IOException {
        Path table = dir.resolve("wide.txt");
        try (BufferedWriter out = Files.newBufferedWriter(table)) {
            for (int row = 0; row < rows; row++) {
                out.write(row % 3 + " 1:" + row + " " + width + ":" + row % 2 + "\n");
            }
        }
        return table;
    }

    /** As many wide examples as an evaluation reads ahead of narrow ones take more than all memory. */
    @Test
    void evaluationOfWideExamplesReadsAheadAsMemoryAllows() throws IOException, InterruptedException {
        int rows = 6_000;
        End end = run("-Xmx64m", wide(rows, 6_000).toString(), "10");
        assertEquals(0, end.status(), end.said());
        int held = IntStream.of(new HoldOut(0.5, 1).heldOut(rows)).sum();
        assertTrue(end.said().contains(rows / 2 + " examples, sum " + held + "\n"), end.said());
        assertTrue(end.said().contains(rows + " examples, sum " + rows * (rows - 1) / 2 + "\n"), end.said());
    }

    /** Half of the rows are held out: 65 take two windows of 64. */
    @ParameterizedTest
    @ValueSource(ints = {400, 130})
    void evaluationThatDoesNotFitSaysSo(int rows) throws IOException, InterruptedException {
        End end = run("-Xmx64m", wide(rows, 100_000).toString(), "64");
        assertFalse(end.status() == 0, end.said());
        assertFalse(end.said().contains("OutOfMemoryError"), end.said());
        assertTrue(
                end.said().contains("data.train: 128 examples, which an evaluation reads ahead, with 100,000 features"),
                end.said());
        assertTrue(end.said().contains("raise spark.executor.memory"), end.said());
    }
}
