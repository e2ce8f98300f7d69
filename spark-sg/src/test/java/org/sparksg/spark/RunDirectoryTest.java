package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    private Path output;

    @Test
    void runsOfOneNameAreNumbered() throws IOException {
        assertEquals("a", created("a"));
        run("a", "a");
        assertEquals("a-2", created("a"));
        run("a-2", "a");
        assertEquals("a-3", created("a"));
        assertEquals("a-2", resumed("a"));
    }

    @Test
    void newestRunIsFoundWhenTheFirstWasDeleted() throws IOException {
        run("a-2", "a");
        assertEquals("a-2", resumed("a"));
        assertEquals("a-3", created("a"), "a gap is not filled: the highest number is the newest run");
    }

    @Test
    void newestRunIsFoundWhenALaterOneWasDeleted() throws IOException {
        run("a", "a");
        run("a-3", "a");
        assertEquals("a-3", resumed("a"));
        Files.delete(output.resolve("a-3/run.json"));
        assertEquals("a", resumed("a"), "a folder without record is no run");
    }

    @Test
    void tenComesAfterNine() throws IOException {
        run("a-9", "a");
        run("a-10", "a");
        assertEquals("a-10", resumed("a"));
    }

    @Test
    void runOfAnotherNameIsNotTaken() throws IOException {
        run("a", "a");
        run("a-2", "a-2");
        run("ab", "ab");
        assertEquals("a", resumed("a"));
        assertEquals("a-2", resumed("a-2"));
        assertEquals("a-3", created("a"), "its folder is taken, though");
    }

    @Test
    void resumingNothingIsRefused() {
        Path absent = output.resolve("absent");
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> RunDirectory.existing(HADOOP, absent.toString(), "a"));
        assertTrue(refusal.getMessage().startsWith("--resume: there is no run a in "), refusal.getMessage());
    }

    @Test
    void folderOfADriverThatWasKilledBeforeItsFirstRecordIsTaken() throws IOException {
        run("a", "a");
        Files.writeString(Files.createDirectories(output.resolve("a-2")).resolve("_run.json"), "{");
        assertEquals("a-2", created("a"));
        Files.writeString(output.resolve("a-2/notes.txt"), "mine");
        assertEquals("a-3", created("a"));
    }

    /** A driver may be killed at any moment, and people read the record of a run that goes on. */
    @Test
    void recordIsThereAndWholeWhileItIsReplaced() {
        RunDirectory directory = RunDirectory.create(HADOOP, output.toString(), "a");
        directory.write(record(0));
        CompletableFuture<Void> writing =
                CompletableFuture.runAsync(() -> IntStream.range(1, 200).forEach(n -> directory.write(record(n))));
        int seen = 0;
        while (!writing.isDone()) {
            int next = directory.read().orElseThrow().get("n").asInt();
            assertTrue(next >= seen, next + " after " + seen);
            seen = next;
        }
        writing.join();
        assertEquals(199, directory.read().orElseThrow().get("n").asInt());
    }

    @Test
    void checksumOfAnOlderRecordDoesNotCount() throws IOException {
        run("a", "a");
        Files.write(output.resolve("a/.run.json.crc"), new byte[] {'c', 'r', 'c', 0, 0, 0, 2, 0, 1, 2, 3, 4});
        assertThrows(UncheckedIOException.class, () -> RunDirectory.existing(HADOOP, output.toString(), "a"));
        new RunDirectory(
                        HADOOP,
                        new org.apache.hadoop.fs.Path(output.resolve("a").toUri()))
                .write(record(1));
        assertEquals("a", resumed("a"));
    }

    @Test
    void interruptIsNeitherLostNorInTheWay() {
        RunDirectory directory = RunDirectory.create(HADOOP, output.toString(), "a");
        Thread.currentThread().interrupt();
        directory.write(record(1));
        assertTrue(Thread.interrupted(), "the next wait shall end");
        assertEquals(1, directory.read().orElseThrow().get("n").asInt());
    }

    private static ObjectNode record(int n) {
        return RunDirectory.newRecord().put("name", "a").put("n", n);
    }

    private void run(String folder, String name) throws IOException {
        Path directory = Files.createDirectories(output.resolve(folder));
        Files.writeString(directory.resolve("run.json"), "{\"name\": \"" + name + "\"}");
    }

    private String created(String name) {
        return nameOf(RunDirectory.create(HADOOP, output.toString(), name));
    }

    private String resumed(String name) {
        return nameOf(RunDirectory.existing(HADOOP, output.toString(), name));
    }

    private static String nameOf(RunDirectory directory) {
        return Path.of(directory.location()).getFileName().toString();
    }
}
