package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;

class UndisturbedTest {

    @Test
    void workIsNotInterruptedButItsCallerIs() {
        Thread.currentThread().interrupt();
        assertFalse(Undisturbed.get(() -> Thread.currentThread().isInterrupted()));
        assertTrue(Thread.interrupted());
    }

    @Test
    void resultAndFailureAreThoseOfTheWork() {
        assertEquals(7, Undisturbed.get(() -> 7));
        var trouble = new IllegalStateException("disk full");
        assertSame(
                trouble,
                assertThrows(
                        IllegalStateException.class,
                        () -> Undisturbed.run(() -> {
                            throw trouble;
                        })));
    }

    @Test
    void errorIsThatOfTheWork() {
        var defect = new AssertionError("a defect");
        assertSame(
                defect,
                assertThrows(
                        AssertionError.class,
                        () -> Undisturbed.run(() -> {
                            throw defect;
                        })));
    }

    /** Symptom of an earlier version: "error: CompletionException: org.apache.hadoop.fs.FSError: java.io.IOException: ..." */
    @Test
    void fullDiskIsTroubleWithAFile() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full on this system");
        var full = assertThrows(UncheckedIOException.class, () -> Undisturbed.run(UndisturbedTest::fillDisk));
        assertTrue(full.getMessage().endsWith("No space left on device"), full.getMessage());
    }

    private static void fillDisk() {
        try (OutputStream out = FileSystem.getLocal(new Configuration())
                .getRawFileSystem()
                .append(new org.apache.hadoop.fs.Path("file:///dev/full"))) {
            out.write(1);
        } catch (IOException e) {
            throw new IllegalStateException("Hadoop has changed its mind: no FSError", e);
        }
    }
}
