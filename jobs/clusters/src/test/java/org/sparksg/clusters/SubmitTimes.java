package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Measures the time from a command to the first batch of a training, beside a trivial job on the same manager, with as many executors of the
 * same size: {@code mvn -pl jobs/clusters surefire:test@cluster-tests -Dtest=SubmitTimes}.
 */
@Tag("cluster")
class SubmitTimes {
    private static final int RUNS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String CONF = """
            data { train { format = digits, count = 2000 }, test { format = digits, count = 50 } }
            network.layers = [ { dense = 32 }, relu, { dense = 10 } ]
            stages = 2
            training { epochs = 1000, batch-size = 50 }
            evaluation.every = 1
            output.directory = "%s/runs"
            spark { executor { memory = 512m, memoryOverhead = 512m }, driver.memory = 600m, ui.enabled = false }
            """;

    private final Path folder = Build.SPARK_HOME.resolveSibling("submit-times");
    private final List<String> table = new ArrayList<>();

    private interface Start {
        Manager run(Path place) throws IOException, InterruptedException;
    }

    private interface Seen {
        boolean in(FileSystem files) throws IOException;
    }

    @Test
    void fromSubmitToTheFirstBatch() throws IOException, InterruptedException {
        Build.prepare(folder);
        table.add("| manager, mode | spark-sg, s | trivial job, s | difference, s |");
        table.add("|---|---|---|---|");
        measure("standalone", Standalone::new);
        measure("YARN", Yarn::new);
        measure("Kubernetes stand-in", Kubernetes::new);
        table.forEach(System.out::println);
    }

    private void measure(String name, Start start) throws IOException, InterruptedException {
        try (Manager manager = start.run(folder.resolve(name.replace(' ', '-')))) {
            Path conf = Files.writeString(folder.resolve(name + ".conf"), CONF.formatted(manager.folder()));
            for (Manager.Mode mode : Manager.Mode.values()) {
                List<Double> ours = new ArrayList<>();
                List<Double> trivial = new ArrayList<>();
                for (int i = 0; i < RUNS; i++) {
                    ours.add(training(manager, mode, conf, "run-" + mode + "-" + i));
                    trivial.add(trivialJob(manager, mode, "trivial-" + mode + "-" + i));
                }
                table.add(String.format(
                        Locale.ROOT,
                        "| %s, %s | %.1f | %.1f | %.1f |",
                        name,
                        mode.name().toLowerCase(Locale.ROOT),
                        median(ours),
                        median(trivial),
                        median(ours) - median(trivial)));
                System.out.println(table.get(table.size() - 1) + " of " + ours + " and " + trivial);
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private double training(Manager manager, Manager.Mode mode, Path conf, String run)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "env", "--default-signal=INT", "bash", Build.launcher(), "train", conf.toString(), "--name", run));
        words.addAll(manager.target(mode));
        words.add("--");
        words.addAll(manager.options(mode));
        var record = new org.apache.hadoop.fs.Path(manager.folder(), "runs/" + run + "/run.json");
        return time(manager, run, true, words, files -> {
            try (InputStream in = files.open(record)) {
                return !new ObjectMapper()
                        .readTree(in.readAllBytes())
                        .path("evaluations")
                        .isEmpty();
            }
        });
    }

    private double trivialJob(Manager manager, Manager.Mode mode, String name)
            throws IOException, InterruptedException {
        String file = manager.folder() + "/" + name;
        List<String> words = new ArrayList<>(List.of(Build.submit()));
        words.addAll(manager.target(mode));
        words.addAll(manager.options(mode));
        for (String property : List.of(
                "spark.executor.instances=2",
                "spark.cores.max=2",
                "spark.executor.cores=1",
                "spark.executor.memory=512m",
                "spark.executor.memoryOverhead=512m",
                "spark.driver.memory=600m",
                "spark.ui.enabled=false",
                "spark.driver.extraJavaOptions="
                        + org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions())) {
            words.addAll(List.of("--conf", property));
        }
        words.addAll(List.of("--class", TrivialJob.class.getName(), jar().toString(), file));
        return time(manager, name, false, words, files -> files.exists(new org.apache.hadoop.fs.Path(file)));
    }

    private Path jar() throws IOException {
        Path jar = folder.resolve("trivial.jar");
        String name = TrivialJob.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out);
                InputStream in = TrivialJob.class.getResourceAsStream("/" + name)) {
            zip.putNextEntry(new JarEntry(name));
            in.transferTo(zip);
        }
        return jar;
    }

    private double time(Manager manager, String name, boolean endless, List<String> words, Seen seen)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(Build.environment());
        environment.remove("JAVA_TOOL_OPTIONS"); // as users have it
        environment.putAll(manager.environment());
        FileSystem files = new org.apache.hadoop.fs.Path(manager.folder()).getFileSystem(new Configuration());
        long start = System.nanoTime();
        try (Command command = Command.start(folder.resolve(name + ".log"), environment, words)) {
            while (!isSeen(seen, files)) {
                double waited = (System.nanoTime() - start) * 1e-9;
                assertTrue(waited < LIMIT.toSeconds(), () -> name + " after " + waited + " s: " + command.tail());
                Thread.sleep(20);
            }
            double seconds = (System.nanoTime() - start) * 1e-9;
            if (endless && !manager.kill()) {
                command.interrupt();
            }
            command.await(LIMIT);
            return seconds;
        }
    }

    private static boolean isSeen(Seen seen, FileSystem files) throws IOException {
        try {
            return seen.in(files);
        } catch (FileNotFoundException e) {
            return false; // not yet
        }
    }
}
