package org.sparksg.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.config.RunConfig;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Placement;
import org.sparksg.spark.Planner;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.RunResult;
import org.sparksg.spark.SparkTrainer;
import org.sparksg.spark.Start;

/** Runs of the quickstart's network on real executors, small enough for tests. One application serves all tests of a class. */
final class SparkRuns implements AutoCloseable {
    static final int EXECUTORS = 4;

    private static final Path QUICKSTART =
            Path.of("../conf/quickstart.conf").toAbsolutePath().normalize();
    private static final Configuration HADOOP = new Configuration();

    private final JavaSparkContext context;
    private final Path output;

    SparkRuns(Path output) {
        this(output, Map.of());
    }

    /** {@code properties}: of Spark. */
    SparkRuns(Path output, Map<String, String> properties) {
        this.output = output;
        RunSettings settings = settings("application", "stages=" + EXECUTORS);
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent("spark.executor.memory", "768m");
        this.context = new JavaSparkContext(ApplicationSettings.conf(settings, all));
    }

    JavaSparkContext context() {
        return context;
    }

    /** Settings of a short run: 2,000 digits, 250 for tests, unless the overrides say otherwise. */
    RunSettings settings(String name, String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "name=" + name,
                "output.directory=" + output,
                "data.train.count=2000",
                "data.test.count=250",
                "training.epochs=3",
                "training.batch-size=64",
                "recovery.back-off=200ms"));
        all.addAll(List.of(overrides));
        return RunConfig.read(QUICKSTART, all, path -> path).settings();
    }

    /** Settings of a conf file of its own. */
    RunSettings ownSettings(String name, String text) {
        RunConfig config = RunConfig.parse(name + ".conf", text, List.of("name=" + name, "output.directory=" + output));
        return config.settings();
    }

    /** Hears of a run and remembers what a test wants to know. */
    static class Heard implements RunListener {
        final List<List<Placement>> placements = new ArrayList<>();
        final List<String> failures = new ArrayList<>();
        final List<Event.Evaluation> evaluations = new ArrayList<>();
        final List<Long> saved = new ArrayList<>();

        @Override
        public void started(int attempt, List<Placement> started) {
            placements.add(started);
        }

        @Override
        public void evaluated(Event.Evaluation evaluation) {
            evaluations.add(evaluation);
        }

        @Override
        public void saved(long batchesDone) {
            saved.add(batchesDone);
        }

        @Override
        public void failed(int attempt, String cause, long resumesIn, long reached) {
            failures.add(cause);
        }
    }

    RunPlan plan(RunSettings settings) throws IOException {
        return Planner.plan(settings, settings.data().open(HADOOP, settings.seed()), context.getConf());
    }

    RunResult run(RunSettings settings, boolean resume, RunListener listener) throws IOException, InterruptedException {
        return run(plan(settings), resume, listener);
    }

    RunResult run(RunPlan plan, boolean resume, RunListener listener) throws IOException, InterruptedException {
        return new SparkTrainer(context, listener).train(plan, resume ? Start.RESUME : Start.NEW, Map.of());
    }

    RunResult run(RunSettings settings) throws IOException, InterruptedException {
        return run(settings, false, new Heard());
    }

    /** Runs the same plan in this JVM, and returns its parameters and statistics by name. */
    Map<String, double[]> runInProcess(RunSettings settings) throws IOException, InterruptedException {
        return Weights.inProcess(plan(settings));
    }

    /** Returns the parameters and statistics of a model by name. */
    static Map<String, double[]> model(RunResult result) {
        return Weights.ofModel(result.model());
    }

    @Override
    public void close() {
        context.close();
    }
}
