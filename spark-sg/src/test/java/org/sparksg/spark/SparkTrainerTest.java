package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.HeldException;
import org.sparksg.storage.Lease;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What the trainer makes of an application, without stages. */
@Timeout(120)
class SparkTrainerTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    private Path output;

    private final List<StageJob> launched = Collections.synchronizedList(new ArrayList<>());
    private final GangLauncher launcher = job -> {
        launched.add(job);
        throw new IllegalArgumentException("seen");
    };

    private static SparkConf conf() {
        return new SparkConf(false)
                .setMaster("local[1]")
                .setAppName("trained")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
    }

    /** Else a run in an application that encrypts would send its tensors in clear, and nobody would notice. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linksAreSealedWhereSparkEncrypts(boolean encrypted) {
        SparkConf conf = conf();
        if (encrypted) {
            conf.set("spark.authenticate", "true")
                    .set("spark.authenticate.secret", "Hush-1234")
                    .set("spark.network.crypto.enabled", "true");
        }
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            SparkTrainer trainer = new SparkTrainer(context, launcher, new RunListener() {});
            assertThrows(IllegalArgumentException.class, () -> trainer.train(RunOf.with("output.directory=" + output)));
        }
        assertEquals(1, launched.size());
        assertEquals(encrypted, launched.get(0).secret().seals());
    }

    /** An application of somebody's own, which a cluster manager would start again, may train one name several times, or at once. */
    @Test
    void eachTrainingOfAnApplicationIsARunOfItsOwn() throws Exception {
        try (JavaSparkContext context = new JavaSparkContext(conf().set(Submission.KEY, "night-1"))) {
            launch(context, Start.NEW, 1);
            launch(context, Start.NEW, 2);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Callable<Long> training = () -> launch(context, Start.NEW, 3);
                for (Future<Long> each : threads.invokeAll(List.of(training, training))) {
                    assertEquals(0, each.get());
                }
            } finally {
                threads.shutdownNow();
            }
        }
        assertEquals(Set.of("test", "test-2", "test-3", "test-4"), Set.copyOf(launchedRuns()));
    }

    private static List<Start> starts() {
        return List.of(
                Start.NEW,
                Start.RESUME,
                new Start(true, true, OptionalLong.empty()),
                new Start(true, false, OptionalLong.of(0)));
    }

    /** The run that goes on is that of the driver before, though it may live, and though there is a newer one of that name meanwhile. */
    @ParameterizedTest
    @MethodSource("starts")
    void driverThatIsStartedAgainGoesOnFromTheNewestCheckpoint(Start start) throws Exception {
        try (JavaSparkContext context = new JavaSparkContext(conf())) {
            launch(context, Start.NEW, 1);
        }
        try (JavaSparkContext context = new JavaSparkContext(conf().set(Submission.KEY, "night-1"))) {
            launch(context, Start.RESUME, 1);
            commit(1);
        }
        FormerDriver.lives(output.resolve("test"), Lease.TERM.minusSeconds(2));
        FormerDriver.began(Files.createDirectories(output.resolve("test-2")), "night-2");
        Files.writeString(output.resolve("test-2/run.json"), "{\"name\": \"test\"}");
        List<String> news = new ArrayList<>();
        SparkConf again = conf().set(Submission.KEY, "night-1");
        if (start.resume()) {
            SparkTrainer.requireResumable(RunOf.plan(settings(1)), start, again, HADOOP);
            SparkConf another = conf().set(Submission.KEY, "night-3");
            assertThrows(
                    HeldException.class,
                    () -> SparkTrainer.requireResumable(RunOf.plan(settings(1)), Start.RESUME, another, HADOOP));
        }
        try (JavaSparkContext context = new JavaSparkContext(again)) {
            assertEquals(1, launch(context, start, 1, news));
        }
        assertEquals(List.of("test", "test", "test"), launchedRuns());
        assertTrue(news.get(0).startsWith("waits up to 35 s for the end of the driver before it: pid "), news.get(0));
    }

    /** What a person does with the run of a driver that was killed is not undone, nor done a second time, when that one is started again. */
    @Test
    void driverThatIsStartedAgainLeavesItsRunToWhoTookIt() throws Exception {
        FormerDriver.began(output.resolve("test"), "night-1");
        Claimant person = new Claimant("application-9", "laptop", Optional.empty());
        try (RunDirectory taken = new RunDirectory(HADOOP, new org.apache.hadoop.fs.Path(output + "/test"))) {
            taken.claim(person, true);
            taken.write(RunDirectory.newRecord().put("name", "test"));
        }
        FormerDriver.lives(output.resolve("test"), Lease.TERM.plusSeconds(2));
        try (JavaSparkContext context = new JavaSparkContext(conf().set(Submission.KEY, "night-1"))) {
            launch(context, Start.NEW, 1);
        }
        assertEquals(List.of("test"), launchedRuns());
    }

    private RunSettings settings(int seed) {
        return RunOf.with("name=test", "output.directory=" + output, "learning.rule=locked", "seed=" + seed);
    }

    /** Returns after how many batches stages were launched. */
    private long launch(JavaSparkContext context, Start start, int seed) throws IOException {
        return launch(context, start, seed, new ArrayList<>());
    }

    private long launch(JavaSparkContext context, Start start, int seed, List<String> news) throws IOException {
        RunListener listener = new RunListener() {
            @Override
            public void waiting(String line) {
                news.add(line);
            }
        };
        RunPlan plan = RunOf.plan(settings(seed));
        SparkTrainer trainer = new SparkTrainer(context, launcher, listener);
        var seen = assertThrows(IllegalArgumentException.class, () -> trainer.train(plan, start, Map.of()));
        assertEquals("seen", seen.getMessage());
        return launched.get(launched.size() - 1).batchesDone();
    }

    private List<String> launchedRuns() {
        return launched.stream()
                .map(job -> Path.of(job.directory()).getFileName().toString())
                .toList();
    }

    /** Writes a checkpoint of the run that was launched last. */
    private void commit(long batch) {
        CheckpointStore store =
                new CheckpointStore(HADOOP, launched.get(launched.size() - 1).directory());
        try (Kernels kernels = new PortableKernels(Element.F32)) {
            Map<String, Tensor> tensors = Map.of("0.dense.weight", kernels.zeros(Shape.of(2, 2)));
            Manifest.StageFile file = store.write(batch, 0, 0, 0, 1, Map.of(), tensors);
            store.commit(new Manifest("test", batch, 0, 0, "{}", List.of(file), Instant.now()));
        }
    }
}
