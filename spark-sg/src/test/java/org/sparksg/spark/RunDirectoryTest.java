package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.HeldException;
import org.sparksg.storage.LostLeaseException;

class RunDirectoryTest {
    private static final Configuration HADOOP = new Configuration();

    private static final Claimant DRIVER = new Claimant("application-1", "here", Optional.empty());

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
    void runOfASubmissionIsFoundByIt() throws IOException {
        begun("a", "a", "app-7");
        begun("a-2", "a", "app-8");
        assertEquals(List.of("a"), left("app-7"));
        assertEquals(List.of("a-2"), left("app-8"));
        assertEquals(List.of(), left("app-9"));
        assertEquals(
                List.of(), new NumberedFolders(HADOOP, output.toString(), "a", RecordFile.NAME).left(Optional.empty()));
    }

    /** A driver that trains one name again and again, and is started again, goes on with the first run first. */
    @Test
    void ofSeveralRunsOfASubmissionTheOldestComesFirst() throws IOException {
        for (String run : List.of("a-10", "a-9", "a")) {
            begun(run, "a", "app-7");
        }
        assertEquals(List.of("a", "a-9", "a-10"), left("app-7"));
    }

    @Test
    void runOfAnotherNameIsNotLeftButOneWithoutARecordYetIs() throws IOException {
        begun("a-2", "a-2", "app-7");
        begun("a-3", "a", "app-7");
        Files.delete(output.resolve("a-3/run.json"));
        assertEquals(List.of("a-3"), left("app-7"));
    }

    /** Else a second training would be given the model of the first. */
    @Test
    void runThatThisProcessBeganIsNotLeft() throws IOException {
        Claimant driver = new Claimant("application-1", "here", Optional.of("app-7"));
        try (RunDirectory own = RunDirectory.create(HADOOP, output.toString(), "a", driver)) {
            own.write(record(1));
            assertEquals(List.of(), left("app-7"));
        }
        assertEquals(List.of(), left("app-7"));
    }

    private void begun(String folder, String name, String submission) throws IOException {
        run(folder, name);
        FormerDriver.began(output.resolve(folder), submission);
    }

    private List<String> left(String submission) {
        return new NumberedFolders(HADOOP, output.toString(), "a", RecordFile.NAME)
                .left(Optional.of(submission)).stream()
                        .map(org.apache.hadoop.fs.Path::getName)
                        .toList();
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
        RunDirectory directory = RunDirectory.create(HADOOP, output.toString(), "a", DRIVER);
        directory.write(record(0));
        CompletableFuture<Void> writing =
                CompletableFuture.runAsync(() -> IntStream.range(1, 200).forEach(n -> directory.write(record(n))));
        int seen = 0;
        while (!writing.isDone()) {
            int next = directory.read().orElseThrow().json().get("n").asInt();
            assertTrue(next >= seen, next + " after " + seen);
            seen = next;
        }
        writing.join();
        assertEquals(199, directory.read().orElseThrow().json().get("n").asInt());
    }

    /** Hadoop keeps such files beside those of local disks; ours do without. */
    @Test
    void checksumFileOfHadoopDoesNotCount() throws IOException {
        run("a", "a");
        Files.write(output.resolve("a/.run.json.crc"), new byte[] {'c', 'r', 'c', 0, 0, 0, 2, 0, 1, 2, 3, 4});
        assertEquals("a", resumed("a"));
        try (RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "a")) {
            assertEquals("a", directory.read().orElseThrow().json().get("name").asText());
            directory.write(record(1));
        }
        assertFalse(Files.exists(output.resolve("a/.run.json.crc")), "it would be that of another content");
        assertEquals("a", resumed("a"));
    }

    /** Else --resume would find no run, and the advice were to start a new one beside good checkpoints. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "\0\0\0\0", "[]", "{\"name\": \"a\"", "null"})
    void runWithADamagedRecordIsFound(String damaged) throws IOException {
        try (RunDirectory directory = RunDirectory.create(HADOOP, output.toString(), "a", DRIVER)) {
            directory.write(record(1));
            directory.write(record(2));
        }
        Files.writeString(output.resolve("a/run.json"), damaged);
        assertEquals("a", resumed("a"));
        RecordFile.Found found =
                RunDirectory.existing(HADOOP, output.toString(), "a").read().orElseThrow();
        assertTrue(found.damaged());
        assertEquals(1, found.json().get("n").asInt(), "what it was before its last change");
        Files.writeString(output.resolve("a/_run.before.json"), damaged);
        found = RunDirectory.existing(HADOOP, output.toString(), "a").read().orElseThrow();
        assertTrue(found.damaged() && found.json().isEmpty());
    }

    /** A flipped bit may leave JSON: another number of attempts, another name. */
    @Test
    void noFlippedBitOfARecordIsBelieved() throws IOException {
        try (RunDirectory directory = RunDirectory.create(HADOOP, output.toString(), "a", DRIVER)) {
            directory.write(record(1));
            directory.write(record(2));
        }
        Path file = output.resolve("a/run.json");
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * whole.length; bit += 3) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertEquals("a", resumed("a"), new String(flipped, StandardCharsets.ISO_8859_1));
            RecordFile.Found found =
                    RunDirectory.existing(HADOOP, output.toString(), "a").read().orElseThrow();
            assertTrue(
                    found.damaged() && found.json().equals(record(1))
                            || found.json().equals(record(2)),
                    new String(flipped, StandardCharsets.ISO_8859_1));
        }
    }

    /** Numbers of all kinds are what they were, for the checksum too. */
    @Test
    void recordOfAnyNumbersIsWhole() throws IOException {
        ObjectNode record =
                record(1).put("float", 0.1f).put("large", 1.2345679E8f).put("nan", Double.NaN);
        record.put("double", 2.0E-3)
                .put("tiny", Double.MIN_VALUE)
                .put("long", Long.MAX_VALUE)
                .put("short", (short) 3);
        record.put("decimal", new BigDecimal("1E+3")).put("big", BigInteger.TEN.pow(30));
        try (RunDirectory directory = RunDirectory.create(HADOOP, output.toString(), "a", DRIVER)) {
            directory.write(record);
            assertFalse(directory.read().orElseThrow().damaged());
        }
    }

    /** Written before there were checksums. */
    @Test
    void recordWithoutAChecksumIsRead() throws IOException {
        run("a", "a");
        RecordFile.Found found =
                RunDirectory.existing(HADOOP, output.toString(), "a").read().orElseThrow();
        assertFalse(found.damaged());
        assertEquals(RunDirectory.newRecord().put("name", "a"), found.json());
    }

    @Test
    void twoDriversThatStartOneNameAtOnceGetFoldersOfTheirOwn() throws Exception {
        int drivers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(drivers);
        List<RunDirectory> directories = new ArrayList<>();
        try {
            Callable<RunDirectory> create = () -> RunDirectory.create(HADOOP, output.toString(), "a", DRIVER);
            for (Future<RunDirectory> each : threads.invokeAll(Collections.nCopies(drivers, create))) {
                directories.add(each.get());
            }
            assertEquals(
                    drivers,
                    directories.stream()
                            .map(RunDirectoryTest::nameOf)
                            .distinct()
                            .count());
        } finally {
            threads.shutdownNow();
            directories.forEach(RunDirectory::close);
        }
    }

    @Test
    void folderOfADriverThatLivesIsNotResumedUnlessItIsTaken() throws IOException {
        try (RunDirectory first = RunDirectory.create(HADOOP, output.toString(), "a", DRIVER)) {
            first.write(record(1));
            RunDirectory second = RunDirectory.existing(HADOOP, output.toString(), "a");
            var refusal = assertThrows(
                    HeldException.class, () -> second.claim(new Claimant("b", "there", Optional.empty()), false));
            String expected = "a is in use by pid " + ProcessHandle.current().pid() + " on here (application-1, since ";
            assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
            second.claim(new Claimant("application-2", "there", Optional.empty()), true);
            second.requireOwned();
            var lost = assertThrows(LostLeaseException.class, first::requireOwned);
            assertTrue(lost.getMessage().contains("was taken over by pid "), lost.getMessage());
            assertTrue(lost.getMessage().contains(" on there (application-2, "), lost.getMessage());
            assertThrows(LostLeaseException.class, () -> first.write(record(2)), "though it had looked before");
            assertEquals(record(1), second.read().orElseThrow().json());
            second.close();
        }
    }

    private static ObjectNode record(int n) {
        return RunDirectory.newRecord().put("name", "a").put("n", n);
    }

    private void run(String folder, String name) throws IOException {
        Path directory = Files.createDirectories(output.resolve(folder));
        Files.writeString(directory.resolve("run.json"), "{\"name\": \"" + name + "\"}");
    }

    private String created(String name) {
        try (RunDirectory directory = RunDirectory.create(HADOOP, output.toString(), name, DRIVER)) {
            return nameOf(directory);
        }
    }

    private String resumed(String name) {
        return nameOf(RunDirectory.existing(HADOOP, output.toString(), name));
    }

    private static String nameOf(RunDirectory directory) {
        return Path.of(directory.location()).getFileName().toString();
    }
}
