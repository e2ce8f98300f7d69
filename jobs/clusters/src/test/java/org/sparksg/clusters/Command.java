package org.sparksg.clusters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own, whose output goes to a file. Nothing is waited for without a limit. */
final class Command implements AutoCloseable {
    private static final int LOOK_MS = 100;
    private static final int SHOWN = 6_000; // characters of the output in a message

    private final Process process;
    private final Path output;

    private Command(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it, with variables beside those of this process; of those that name a Spark or a Hadoop, with these alone. */
    static Command start(Path output, Map<String, String> environment, List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(output.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("SPARK_") || name.startsWith("HADOOP_") || name.startsWith("YARN_"));
        builder.environment().putAll(environment);
        try {
            Files.writeString(output.resolveSibling(output.getFileName() + ".command"), String.join(" ", words));
            return new Command(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all output so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the exit code. */
    int await(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("not ended within " + limit + ":\n" + tail());
        }
        return process.exitValue();
    }

    /** Waits until a text is in the output. */
    Command awaitText(String text, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!output().contains(text)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("no \"" + text + "\" within " + limit
                        + (process.isAlive() ? "" : ", and the process has ended with " + process.exitValue()) + ":\n"
                        + tail());
            }
            Thread.sleep(LOOK_MS);
        }
        return this;
    }

    /** Returns the end of the output. */
    String tail() {
        String text = output();
        return text.substring(Math.max(0, text.length() - SHOWN));
    }

    /** As Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends its input, which for a stand-in is to end. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
