package org.sparksg.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What executors on this machine wrote, where Spark's own workers keep it: {@code stderr} of the application and the executor, in the
 * folder {@code work} of Spark's home.
 *
 * <p>Applications that start within one second on one machine get the same id, and so the same folder: what is not of this driver's
 * executors is passed over.
 *
 * @param folder that of the application; need not exist
 * @param driverPort where its executors call the driver: the first line of their logs has it
 */
record ExecutorLog(Path folder, String driverPort) {
    private static final int TAIL_BYTES = 4096;
    private static final int TAIL_LINES = 5;

    /** Returns the log folder of an application whose workers have the default folder. */
    static ExecutorLog of(String application, String driverPort) {
        String home = System.getenv().getOrDefault("SPARK_HOME", ".");
        return new ExecutorLog(Path.of(home, "work", application), driverPort);
    }

    /** Returns the numbers of the executors that were started here, in that order. */
    List<String> executors() {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("[0-9]{1,9}"))
                    .filter(this::isOwn)
                    .sorted(Comparator.comparingInt(Integer::parseInt))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private Path stderr(String executor) {
        return folder.resolve(executor).resolve("stderr");
    }

    private boolean isOwn(String executor) {
        try (BufferedReader log = Files.newBufferedReader(stderr(executor), StandardCharsets.ISO_8859_1)) {
            return String.valueOf(log.readLine()).contains("-Dspark.driver.port=" + driverPort + "\"");
        } catch (IOException e) {
            return false; // it is being made
        }
    }

    /** Returns the last lines of an executor, or an empty text if there are none to be had. */
    String tail(String executor) {
        if (!isOwn(executor)) {
            return "";
        }
        try (RandomAccessFile file = new RandomAccessFile(stderr(executor).toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(TAIL_BYTES, file.length())];
            file.seek(file.length() - end.length);
            file.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.stream().skip(Math.max(0, lines.size() - TAIL_LINES)).collect(Collectors.joining("\n  "));
        } catch (IOException e) {
            return "";
        }
    }
}
