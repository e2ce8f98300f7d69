package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Trains {@code conf/mnist-cdni.conf} for a few epochs in the cluster mode of managers and on local-cluster, which takes minutes:
 * {@code MNIST_DIR=... mvn -pl jobs/clusters surefire:test@cluster-tests -Dtest=MnistOnManagers}.
 */
@Tag("cluster")
class MnistOnManagers {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final double BAND = 0.01; // between runs that differ in how stages meet
    private static final Path FOLDER = Build.SPARK_HOME.resolveSibling("mnist");
    private static final Path CONF =
            Build.BUNDLE.resolve("../../../../conf/mnist-cdni.conf").normalize();

    private static Path mnist;
    private static double expected;

    @BeforeAll
    static void trainHere() throws IOException, InterruptedException {
        String directory = System.getenv("MNIST_DIR");
        assumeTrue(directory != null, "MNIST_DIR names no folder with the files of MNIST");
        mnist = Path.of(directory);
        Build.prepare(FOLDER);
        Map<String, String> environment = new HashMap<>(Build.environment());
        environment.put("MNIST_DIR", directory);
        List<String> target = List.of("--master", "local-cluster[4,1,1024]");
        run("local", environment, target, FOLDER.toString());
        expected = accuracy(FOLDER.toString());
        System.out.println("local-cluster: test accuracy " + expected);
    }

    @Test
    void yarnWithDataOnHdfs() throws IOException, InterruptedException {
        compare("yarn", new Yarn(FOLDER.resolve("yarn")));
    }

    @Test
    void kubernetes() throws IOException, InterruptedException {
        compare("kubernetes", new Kubernetes(FOLDER.resolve("kubernetes")));
    }

    private static void compare(String name, Manager started) throws IOException, InterruptedException {
        try (Manager manager = started) {
            FileSystem files = files(manager.folder());
            var data = new org.apache.hadoop.fs.Path(manager.folder(), "mnist");
            files.mkdirs(data);
            try (Stream<Path> all = Files.list(mnist)) {
                for (Path file : all.toList()) {
                    files.copyFromLocalFile(new org.apache.hadoop.fs.Path(file.toUri()), data);
                }
            }
            Map<String, String> environment = new HashMap<>(Build.environment());
            environment.putAll(manager.environment());
            environment.put("MNIST_DIR", data.toString());
            List<String> target = new ArrayList<>(manager.target(Manager.Mode.CLUSTER));
            target.add("--");
            target.addAll(manager.options(Manager.Mode.CLUSTER));
            run(name, environment, target, manager.folder());
            assertEquals(Optional.of("SUCCEEDED"), manager.finalStatus());
            double found = accuracy(manager.folder());
            System.out.println(name + ", data in " + data + ": test accuracy " + found);
            assertEquals(expected, found, BAND);
        }
    }

    private static void run(String name, Map<String, String> environment, List<String> target, String output)
            throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("bash", Build.launcher(), "train", CONF.toString()));
        for (String setting : List.of(
                "name=mnist",
                "training.epochs=5",
                "compute.backend=portable", // the compiler of these short-lived JVMs makes no vectors
                "output.directory=" + output + "/runs",
                "spark.executor.memory=768m",
                "spark.executor.memoryOverhead=768m",
                "spark.driver.memory=600m",
                "spark.ui.enabled=false")) {
            words.addAll(List.of("--set", setting));
        }
        words.addAll(target);
        long start = System.nanoTime();
        try (Command command = Command.start(FOLDER.resolve(name + ".log"), environment, words)) {
            assertEquals(0, command.await(LIMIT), command.tail());
        }
        System.out.printf(Locale.ROOT, "%s took %.0f s%n", name, (System.nanoTime() - start) * 1e-9);
    }

    private static FileSystem files(String folder) throws IOException {
        return new org.apache.hadoop.fs.Path(folder).getFileSystem(new Configuration());
    }

    /** Returns that of the only run. */
    private static double accuracy(String folder) throws IOException {
        FileSystem files = files(folder);
        var runs = new org.apache.hadoop.fs.Path(folder, "runs");
        assertEquals(1, files.listStatus(runs).length);
        try (InputStream in = files.open(new org.apache.hadoop.fs.Path(runs, "mnist/run.json"))) {
            JsonNode record = new ObjectMapper().readTree(in.readAllBytes());
            assertEquals(1, record.path("attempts").size(), record.toPrettyString());
            JsonNode evaluations = record.path("evaluations");
            JsonNode last = evaluations.get(evaluations.size() - 1);
            assertTrue(last.path("split").asText().equals("test"), last.toString());
            return last.path("accuracy").asDouble();
        }
    }
}
