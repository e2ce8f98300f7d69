package org.sparksg.storage;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LeaseTest {
    private static final Configuration HADOOP = new Configuration(); // slow to make
    private static final Claimant CLAIMANT = new Claimant("application", "here", Optional.empty());
    private static final Claimant AGAIN = new Claimant("application", "here", Optional.of("night-1"));
    private static final String ITS = "\"submission\": \"night-1\",";

    @TempDir
    private Path folder;

    private Owners owners() throws IOException {
        return new Owners(HADOOP, new org.apache.hadoop.fs.Path(folder.toUri()));
    }

    private Lease claim(boolean takeOver) throws IOException {
        return Lease.claim(owners(), CLAIMANT, takeOver, Duration.ofMillis(50));
    }

    private Path file(int number) {
        return folder.resolve(String.format("_owners/%06d.json", number));
    }

    /** Writes an owner as another process would have. */
    private void foreign(int number, String machine, long pid, Duration silent) throws IOException {
        foreign(number, "", machine, pid, silent);
    }

    /** {@code more}: further fields. */
    private void foreign(int number, String more, String machine, long pid, Duration silent) throws IOException {
        Files.createDirectories(file(number).getParent());
        Files.writeString(file(number), """
                {"number": %d, "token": "t", "name": "other", "host": "there", "machine": "%s", "pid": %d, "born": "",
                 "since": "then", "beats": 7, "ended": false, %s "news": "of a later version"}
                """.formatted(number, machine, pid, more));
        Files.setLastModifiedTime(file(number), FileTime.from(Instant.now().minus(silent)));
    }

    @Test
    void folderHasOneOwnerAtATime() throws IOException {
        try (Lease first = claim(false)) {
            assertThrows(HeldException.class, () -> claim(false));
            first.require();
        }
        claim(false).close();
    }

    @Test
    void ofManyClaimsAtOnceOneWins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Lease> claim = () -> claim(false);
            int won = 0;
            for (Future<Lease> each : threads.invokeAll(Collections.nCopies(8, claim))) {
                try (Lease lease = each.get()) {
                    lease.require();
                    won++;
                } catch (ExecutionException e) {
                    assertEquals(HeldException.class, e.getCause().getClass());
                }
            }
            // one closes before the others are asked for: each claim began while the first was held, or after it was
            // given up
            assertTrue(won >= 1);
            assertEquals(won, (int) owners().last().orElseThrow().number());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void ofManyThatTakeOverAtOnceOneHasItInTheEnd() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Lease>> claims;
        try {
            Callable<Lease> claim = () -> claim(true);
            claims = threads.invokeAll(Collections.nCopies(8, claim));
        } finally {
            threads.shutdown();
        }
        List<Lease> leases = new ArrayList<>();
        for (Future<Lease> each : claims) {
            try {
                leases.add(each.get());
            } catch (ExecutionException e) {
                assertEquals(HeldException.class, e.getCause().getClass(), "another one was faster");
            }
        }
        long holding = leases.stream().filter(LeaseTest::holds).count();
        leases.forEach(Lease::close);
        assertEquals(1, holding);
    }

    private static boolean holds(Lease lease) {
        try {
            lease.require();
            return true;
        } catch (LostLeaseException e) {
            return false;
        }
    }

    @Test
    void whoWasTakenOverNoticesAndMayChangeNothing() throws IOException {
        try (Lease first = claim(false);
                Lease second = claim(true)) {
            LostLeaseException lost = assertThrows(LostLeaseException.class, first::require);
            assertTrue(lost.getMessage().contains("was taken over by pid"), lost.getMessage());
            assertThrows(LostLeaseException.class, () -> first.fence().check(HADOOP));
            assertDoesNotThrow(() -> second.fence().check(HADOOP));
            await(first);
            second.require();
        }
    }

    private static void await(Lease lease) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!lease.isLost() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertTrue(lease.isLost());
    }

    @Test
    void ownerThatGivesSignsOfLifeIsHeldToBeAlive() throws IOException {
        foreign(3, "another machine", 1, Duration.ofSeconds(20));
        HeldException held = assertThrows(HeldException.class, () -> claim(false));
        assertTrue(
                held.getMessage()
                        .contains(
                                "is in use by pid 1 on there (other, since then), which gave its last sign of life 2"),
                held.getMessage());
        assertTrue(
                held.getMessage().endsWith("or take the run from it with train --resume --take-over"),
                held.getMessage());
        assertThrows(
                HeldException.class, () -> Lease.requireFree(HADOOP, new org.apache.hadoop.fs.Path(folder.toUri())));
        assertEquals(List.of("000003.json"), names(), "no probe is left");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder.resolve("_owners"))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void ownerThatWasSilentForLongIsNotAwaited() throws IOException {
        foreign(3, "another machine", 1, Lease.TERM.plusSeconds(2));
        try (Lease lease = claim(false)) {
            assertEquals(4, lease.fence().number());
        }
    }

    @Test
    void signsOfLifeKeepTheFolder() throws IOException {
        try (Lease lease = claim(false)) {
            Files.setLastModifiedTime(file(1), FileTime.from(Instant.now().minusSeconds(100)));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (owners().last().orElseThrow().beats() < 2 && System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThrows(HeldException.class, () -> claim(false));
            lease.require();
        }
    }

    @Test
    void whatAnOwnerLeftThatWasKilledInItsSignOfLifeGoes() throws IOException {
        foreign(1, "another machine", 1, Lease.TERM.plusSeconds(2));
        Files.writeString(folder.resolve("_owners/_000001.json"), "{");
        claim(false).close();
        assertEquals(List.of("000001.json", "000002.json"), names());
    }

    /** After a kill, the same command goes on at once. */
    @Test
    void processThatHasEndedOnThisMachineIsNotAwaited() throws Exception {
        Process process = new ProcessBuilder("sleep", "0").start();
        long pid = process.pid();
        process.waitFor();
        Owner here = Owner.here(1, CLAIMANT);
        foreign(1, here.machine(), pid, Duration.ZERO);
        assertFalse(here.machine().isEmpty(), "this test needs /proc");
        claim(false).close();
    }

    @Test
    void anotherProcessOfTheSameNumberIsNotTakenForTheOwner() throws IOException {
        foreign(
                1,
                Owner.here(1, CLAIMANT).machine(),
                ProcessHandle.current().pid(),
                Duration.ZERO); // born at another time
        claim(false).close();
    }

    /** A claim whose owner has made its file, but not yet filled it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "null", "{\"number\": 1, \"token\": \"a\"}", "{\"number\": 2}"})
    void unreadableOwnerIsHeldToBeAliveUntilItIsSilentForLong(String content) throws IOException {
        Files.createDirectories(file(1).getParent());
        Files.writeString(file(1), content);
        HeldException held = assertThrows(HeldException.class, () -> claim(false));
        assertTrue(held.getMessage().contains("unknown"), held.getMessage());
        Files.setLastModifiedTime(file(1), FileTime.from(Instant.now().minus(Lease.TERM.plusSeconds(2))));
        claim(false).close();
    }

    @Test
    void ownFileThatIsNotToBeFoundProvesNothing() throws IOException {
        try (Lease lease = Lease.claim(owners(), CLAIMANT, false, Duration.ofMinutes(5))) {
            byte[] own = Files.readAllBytes(file(1));
            Files.delete(file(1));
            assertThrows(UncheckedIOException.class, lease::require);
            assertThrows(UncheckedIOException.class, () -> lease.fence().check(HADOOP));
            Files.write(file(1), own);
            lease.require();
        }
    }

    private Optional<Lease> inherit(boolean takeOver) throws IOException {
        return Lease.inherit(HADOOP, new org.apache.hadoop.fs.Path(folder.toUri()), AGAIN, takeOver);
    }

    @Test
    void folderIsInheritedFromADriverOfTheSameSubmissionAlone() throws IOException {
        assertTrue(inherit(true).isEmpty(), "there is none before");
        foreign(1, "another machine", 1, Lease.TERM.multipliedBy(2));
        assertTrue(inherit(true).isEmpty(), "one that no manager starts again");
        foreign(1, "\"submission\": \"night-2\",", "another machine", 1, Lease.TERM.multipliedBy(2));
        assertTrue(inherit(true).isEmpty(), "another submission");
        foreign(1, ITS, "another machine", 1, Duration.ZERO);
        assertThrows(HeldException.class, () -> inherit(false));
        try (Lease lease = inherit(true).orElseThrow()) {
            lease.require();
            assertTrue(inherit(true).isEmpty(), "this process has it itself");
        }
        assertTrue(inherit(true).isEmpty(), "and had it");
    }

    /** The run is not trained a second time beside that of the person, and it is not taken back. */
    @Test
    void folderThatAPersonHasTakenSinceIsNotTakenBack() throws IOException {
        foreign(1, ITS, "another machine", 1, Lease.TERM.multipliedBy(2));
        foreign(2, "another machine", 2, Duration.ZERO);
        assertThrows(HeldException.class, () -> inherit(true));
        foreign(2, "another machine", 2, Lease.TERM.multipliedBy(2));
        inherit(true).orElseThrow().close();
    }

    /** Whoever claims a folder makes an empty file first: that is not an owner whom nobody knows. */
    @Test
    void fileThatIsJustBeingMadeIsReadWhenItIsMade() throws Exception {
        foreign(1, ITS, "another machine", 1, Duration.ZERO);
        Files.createFile(file(2));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<Lease>> inherited = thread.submit(() -> inherit(true));
            Thread.sleep(100);
            foreign(2, ITS, "another machine", 1, Duration.ZERO);
            try (Lease lease = inherited.get().orElseThrow()) {
                assertEquals(3, lease.fence().number());
            }
        } finally {
            thread.shutdownNow();
        }
    }

    /** Trainings of one name at once, in a driver that was started again. */
    @Test
    void ofThreadsThatInheritAtOnceOneDoes() throws Exception {
        foreign(1, ITS, "another machine", 1, Duration.ZERO);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Lease> leases = new ArrayList<>();
        try {
            Callable<Optional<Lease>> inherit = () -> inherit(true);
            for (Future<Optional<Lease>> each : threads.invokeAll(Collections.nCopies(8, inherit))) {
                each.get().ifPresent(leases::add);
            }
            assertEquals(1, leases.size());
            leases.get(0).require();
        } finally {
            threads.shutdownNow();
            leases.forEach(Lease::close);
        }
    }
}
