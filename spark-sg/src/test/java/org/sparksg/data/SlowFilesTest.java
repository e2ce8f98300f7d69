package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;

/** Files of one shard whose bytes come slowly: whoever waits sees that reading gets on, and whoever reads for nobody ends. */
@Timeout(60)
class SlowFilesTest {
    private static final int ROWS = 40_000;
    private static final int WINDOW = 1_000;
    private static final int LAST = ROWS - WINDOW;
    private static final String THREAD = "spark-sg-slow";

    @TempDir
    Path dir;

    @AfterEach
    void readAsUsual() {
        WatchedFileSystem.before = () -> {};
    }

    private static void takes(Duration time) {
        WatchedFileSystem.before = () -> sleep(time);
    }

    /** Is not to be interrupted: local files are not, either. */
    private static void sleep(Duration time) {
        boolean interrupted = false;
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private TableSource table(String name) throws IOException {
        boolean csv = name.startsWith("csv");
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder(csv ? "id,x,y\n" : "");
        for (int id = 0; id < ROWS; id++) {
            int x = random.nextInt(1_000_000);
            text.append(csv ? id + "," + x + "," + id % 3 : id % 3 + " 1:" + id + " 2:" + x)
                    .append('\n');
        }
        Path file = dir.resolve(name);
        try (OutputStream out =
                name.endsWith("gz") ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        return csv
                ? Csv.of(file.toString(), new Label.Numbered("y", 3))
                : new Libsvm(file.toString(), new Label.Numbered(Libsvm.LABEL, 3), 0);
    }

    private static ExampleReader open(TableSource source) throws IOException {
        SourceSummary found = source.inspect(Streams.HADOOP);
        assertEquals(1, found.shards().size());
        Table slow = Table.open(source, found.schema(), true, Preparation.NONE, WatchedFileSystem.configuration());
        ShardOrder order = new ShardOrder(found.shards(), row -> true, WINDOW, 1L);
        return new TableStream("slow", slow, order, 1, () -> {});
    }

    private static boolean read(ExampleReader reader, Tensor features) {
        return reader.read(
                0, LAST, features, Tensor.zeros(Element.F32, reader.target().batch(1)));
    }

    private static Tensor one(ExampleReader reader) {
        return Tensor.zeros(Element.F32, reader.features().batch(1));
    }

    /** A run that goes on near the end of a file passes over nearly all of it first. */
    @ParameterizedTest
    @ValueSource(strings = {"csv", "csv.gz", "libsvm", "libsvm.gz"})
    void rowsThatArePassedOverAreSigns(String name) throws Exception {
        try (ExampleReader reader = open(table(name))) {
            takes(Duration.ofMillis(4));
            Tensor features = one(reader);
            Set<Long> signs = new HashSet<>();
            while (!read(reader, features)) {
                signs.add(reader.signs());
                Thread.sleep(5);
            }
            long before = signs.stream().filter(rows -> rows > WINDOW).count(); // more than are wanted in all
            assertTrue(before > 3, signs.toString());
            assertTrue(features.get(0) >= LAST, "row " + features.get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "csv.gz", "libsvm", "libsvm.gz"})
    void closingEndsAPassageThatStillPassesOverRows(String name) throws Exception {
        ExampleReader reader = open(table(name));
        takes(Duration.ofMillis(100));
        assertFalse(read(reader, one(reader)));
        Thread.sleep(1_000);
        assertFalse(read(reader, one(reader)));
        long startNs = System.nanoTime();
        reader.close();
        Duration took = Duration.ofNanos(System.nanoTime() - startNs);
        assertTrue(took.toSeconds() < 5, took.toString());
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(THREAD::equals)
                        .toList());
    }

    /** Interrupts at the third piece; few may be read after it. */
    private static void assertEndsWhenInterrupted(Executable reading) {
        AtomicInteger pieces = new AtomicInteger();
        WatchedFileSystem.before = () -> {
            if (pieces.incrementAndGet() == 3) {
                Thread.currentThread().interrupt();
            }
        };
        var stopped = assertThrows(InterruptedIOException.class, reading);
        assertTrue(Thread.interrupted());
        assertTrue(stopped.getMessage().contains("interrupted before"), stopped.getMessage());
        assertTrue(pieces.get() < 150, pieces + " pieces");
    }

    @Test
    void whateverReadsManyRowsEndsWhenItsThreadIsInterrupted() throws Exception {
        var hadoop = WatchedFileSystem.configuration();
        for (TableSource source : List.of(table("csv"), table("libsvm"), table("csv.gz"))) {
            assertEndsWhenInterrupted(() -> source.fingerprint(hadoop));
            assertEndsWhenInterrupted(() -> source.inspect(hadoop));
            assertEndsWhenInterrupted(() -> source.load(hadoop));
            assertEndsWhenInterrupted(() -> {
                Table table =
                        Table.open(source, source.inspect(Streams.HADOOP).schema(), true, Preparation.NONE, hadoop);
                try (TableRows rows = new TableRows(table, true, table.newLabels(false), 0, 0)) {
                    rows.seek(new Shard(0, 0, ROWS, 0, 1));
                    while (rows.skip()) {}
                }
            });
        }
        assertEndsWhenInterrupted(() -> new Libsvm(table("libsvm").path(), new Label.Numbered(Libsvm.LABEL, 3), 0)
                .ready(InputFile.all("path", dir.resolve("libsvm").toString(), hadoop), null));
        Path images = Files.write(dir.resolve("images"), IdxFiles.idx(new int[] {10_000, 10, 10}, new byte[1_000_000]));
        Path labels = Files.write(dir.resolve("labels"), IdxFiles.labels(new int[10_000]));
        assertEndsWhenInterrupted(() -> new Idx(images.toString(), labels.toString(), 10).load(hadoop));
    }

    @Test
    void countingRowsEndsWhenItsThreadIsInterrupted() {
        List<Shard> shards = List.of(new Shard(0, 0, ROWS, 0, 1));
        ShardOrder order = new ShardOrder(shards, row -> row % 2 == 0, WINDOW, 1L);
        for (Executable counting : List.<Executable>of(
                () -> new ShardOrder(shards, row -> true, WINDOW, 1L), () -> order.walk(0, order.windows() - 1))) {
            Thread.currentThread().interrupt();
            assertThrows(IllegalStateException.class, counting);
            assertTrue(Thread.interrupted());
        }
    }

    /** What reading a row takes cannot be known before; where it does not fit, the words say what helps. */
    @Test
    void missingMemoryIsToldInClearWords() throws Exception {
        try (ExampleReader reader = open(table("libsvm"))) {
            WatchedFileSystem.before = () -> {
                throw new OutOfMemoryError("Java heap space");
            };
            var told = assertThrows(IllegalArgumentException.class, () -> {
                try {
                    while (!read(reader, one(reader))) {
                        Thread.sleep(1);
                    }
                } catch (OutOfMemoryError raw) { // would end all tests
                    throw new AssertionError("not told in words", raw);
                }
            });
            Stream.of("slow, ", "libsvm: ", "2 features", "1,000 examples", "do not fit into the heap of ", "Java heap")
                    .forEach(words -> assertTrue(told.getMessage().contains(words), told.getMessage()));
            assertTrue(told.getMessage().contains("raise spark.executor.memory"), told.getMessage());
        }
    }
}
