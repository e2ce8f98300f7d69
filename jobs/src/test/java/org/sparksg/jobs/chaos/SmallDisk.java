package org.sparksg.jobs.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system in memory that is small enough to be filled. Needs the right to mount. */
final class SmallDisk implements AutoCloseable {
    private final Path folder;
    private final Path ballast;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    static SmallDisk mount(Path folder) throws IOException, InterruptedException {
        command("mount", "-t", "tmpfs", "-o", "size=24m", "chaos", folder.toString());
        return new SmallDisk(folder);
    }

    /** Returns whether this process may mount. */
    static boolean isPossible() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mount");
        try {
            mount(folder).close();
            return true;
        } catch (IllegalStateException e) {
            return false;
        } finally {
            Files.delete(folder);
        }
    }

    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[1 << 12];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return;
        }
    }

    void clear() throws IOException {
        Files.delete(ballast);
    }

    void readOnly() throws IOException, InterruptedException {
        command("mount", "-o", "remount,ro", folder.toString());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        command(
                "umount",
                "-l",
                folder.toString()); // with what is on it, after a kill also where a process still has a file there
    }

    private static void command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", words) + ": " + said);
        }
    }
}
