package org.sparksg.lab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that times PyTorch's training steps and products when asked, and rests between. Where PyTorch is missing, it answers nothing. */
final class PyTorch implements AutoCloseable {
    private static final int PATIENCE_S = 60;

    private final Path script;
    private final String obstacle; // null: it runs
    private Process process;
    private BufferedReader answers;
    private PrintWriter questions;
    private String greeting = "";

    PyTorch(String python) throws IOException, InterruptedException {
        script = Files.createTempFile("training_step", ".py");
        try (InputStream in = PyTorch.class.getResourceAsStream("training_step.py")) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        obstacle = start(python);
    }

    private String start(String python) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(python, script.toString());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1"); // which takes no notice of set_num_threads
        builder.redirectErrorStream(true);
        try {
            process = builder.start();
        } catch (IOException absent) {
            return absent.getMessage();
        }
        answers = process.inputReader();
        questions = new PrintWriter(process.outputWriter(), true);
        greeting = line(PATIENCE_S).orElse("");
        return greeting.startsWith("torch ") ? null : python + " has no PyTorch: " + greeting;
    }

    /** Returns its versions, or why there is none. */
    String describe() {
        return obstacle == null ? greeting : obstacle;
    }

    /** Times one window of each way that PyTorch may take: milliseconds a step, or nothing. {@code precision}: f32 or bf16. */
    Optional<double[]> window(String network, String precision, double seconds) throws InterruptedException {
        if (obstacle != null) {
            return Optional.empty();
        }
        questions.println(network + " " + precision + " " + seconds);
        return line(PATIENCE_S + (long) (4 * seconds)).map(answer -> Arrays.stream(answer.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray());
    }

    private Optional<String> line(long seconds) throws InterruptedException {
        try {
            return Optional.ofNullable(CompletableFuture.supplyAsync(this::read).get(seconds, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new IllegalStateException("PyTorch did not answer within " + seconds + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("PyTorch: " + e.getCause().getMessage(), e);
        }
    }

    private String read() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.destroy();
        }
        Files.delete(script);
    }
}
