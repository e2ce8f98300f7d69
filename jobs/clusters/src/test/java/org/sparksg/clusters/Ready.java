package org.sparksg.clusters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Waits for a stand-in to begin and to end. */
final class Ready {
    private static final int LOOK_MS = 100;
    private static final Duration END = Duration.ofSeconds(20);

    private Ready() {}

    /** Returns what a file says that the stand-in writes when it can be used. */
    static String await(Path file, Command command, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!Files.exists(file) || Files.size(file) == 0) {
            if (!command.isAlive() || System.nanoTime() > end) {
                command.close();
                throw new AssertionError(file + " is not there within " + limit + ":\n" + command.tail());
            }
            Thread.sleep(LOOK_MS);
        }
        return Files.readString(file).strip();
    }

    /** Ends a stand-in, gently first. */
    static void end(Command command) {
        try (command) {
            command.endInput();
            command.await(END);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
