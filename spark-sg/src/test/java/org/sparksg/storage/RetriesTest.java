package org.sparksg.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RetriesTest {
    private static final Retries SECONDS = new Retries(Duration.ofSeconds(20));
    private final AtomicInteger tries = new AtomicInteger();

    private static UncheckedIOException trouble() {
        return new UncheckedIOException(new IOException("No space left on device"));
    }

    @Test
    void troubleThatEndsIsBorne() {
        int result = SECONDS.get(() -> {
            if (tries.incrementAndGet() < 3) {
                throw trouble();
            }
            return 7;
        });
        assertEquals(7, result);
        assertEquals(3, tries.get());
    }

    /** A full local disk is an Error in Hadoop's eyes. */
    @Test
    void fullDiskIsTroubleLikeOthers() {
        SECONDS.run(() -> {
            if (tries.incrementAndGet() < 2) {
                throw fullDisk();
            }
        });
        assertEquals(2, tries.get());
        assertEquals(
                "/runs/a: No space left on device",
                Storage.explained(new Path("/runs/a"), fullDisk()).getMessage());
    }

    private static FSError fullDisk() {
        try {
            var constructor = FSError.class.getDeclaredConstructor(Throwable.class);
            constructor.setAccessible(true);
            return constructor.newInstance(new IOException("No space left on device"));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void troubleIsBorneNoLongerThanTheLimit() {
        Retries retries = new Retries(Duration.ofMillis(600));
        long start = System.nanoTime();
        assertThrows(
                UncheckedIOException.class,
                () -> retries.run(() -> {
                    tries.incrementAndGet();
                    throw trouble();
                }));
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(600).toNanos());
        assertTrue(tries.get() >= 3, tries + " tries");
    }

    @Test
    void whatIsNoTroubleOfFilesIsNotTriedAgain() {
        assertThrows(
                IllegalArgumentException.class,
                () -> SECONDS.run(() -> {
                    tries.incrementAndGet();
                    throw new IllegalArgumentException("wrong");
                }));
        assertEquals(1, tries.get());
    }

    @Test
    void interruptEndsIt() {
        Thread.currentThread().interrupt();
        assertThrows(
                UncheckedIOException.class,
                () -> SECONDS.run(() -> {
                    tries.incrementAndGet();
                    throw trouble();
                }));
        assertTrue(Thread.interrupted());
        assertEquals(1, tries.get());
    }
}
