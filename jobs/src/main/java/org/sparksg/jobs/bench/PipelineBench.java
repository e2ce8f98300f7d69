package org.sparksg.jobs.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparksg.config.RunConfig;
import org.sparksg.jobs.Application;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Planner;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.RunResult;
import org.sparksg.spark.SparkTrainer;
import org.sparksg.tensor.Hash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Times whole runs on executors with one core each: the unsplit network, the decoupled pipeline, the locked one, and both
 * pipelines with a delay at the boundary. Rates and busy shares come from the timeline tables that the runs write, after
 * {@code --warm-up} batches. The examples are noise around one pattern per class, in the format of CIFAR-10.
 */
@Command(
        name = "pipeline",
        description = "Times pipelines on executors against the unsplit network.",
        mixinStandardHelpOptions = true)
final class PipelineBench implements Callable<Integer> {
    private static final int CLASSES = 10;
    private static final int PIXELS = 3072;
    private static final int EXAMPLES = 5_120;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONF", description = "The conf file of the pipeline, such as conf/bench-pipeline.conf.")
    private Path file;

    @Option(names = "--delay", description = "One-way delay at the boundary. Default: ${DEFAULT-VALUE}")
    private String delay = "20ms";

    @Option(names = "--warm-up", description = "Batches that do not count. Default: ${DEFAULT-VALUE}")
    private int warmUp = 60;

    @Option(names = "--rounds", description = "Rounds, of which the median counts. Default: ${DEFAULT-VALUE}")
    private int rounds = 3;

    private Path data;

    private record Case(String title, List<String> overrides) {}

    private record Figures(double rate, List<Double> busy) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> locked = List.of("learning.rule=locked", "corrections.every=0");
        List<Case> cases = new ArrayList<>(List.of(
                new Case("unsplit, 1 executor", with(locked, "stages=1")),
                new Case("decoupled", List.of()),
                new Case("decoupled, " + delay, List.of("transport.faults.delay=" + delay)),
                new Case("locked", locked),
                new Case("locked, " + delay, with(locked, "transport.faults.delay=" + delay)),
                new Case("locked, 4 micro-batches", with(locked, "learning.micro-batches=4")),
                new Case(
                        "locked, 4 micro-batches, " + delay,
                        with(locked, "learning.micro-batches=4", "transport.faults.delay=" + delay))));
        data = Files.createTempFile("noise", ".bin");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(data))) {
            writeExamples(out);
        }
        RunSettings settings = settings(cases.get(1), 0);
        try (JavaSparkContext context = new JavaSparkContext(Application.conf(settings, Map.of()))) {
            List<List<Figures>> figures = new ArrayList<>();
            cases.forEach(ignored -> figures.add(new ArrayList<>()));
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < cases.size(); i++) {
                    figures.get(i).add(measure(context, settings(cases.get(i), round)));
                }
            }
            print(cases, figures.stream().map(PipelineBench::median).toList());
        } finally {
            Files.delete(data);
        }
        return 0;
    }

    private static List<String> with(List<String> base, String... more) {
        List<String> all = new ArrayList<>(base);
        all.addAll(List.of(more));
        return all;
    }

    private static Figures median(List<Figures> rounds) {
        return rounds.stream()
                .sorted(java.util.Comparator.comparingDouble(Figures::rate))
                .toList()
                .get(rounds.size() / 2);
    }

    private RunSettings settings(Case measured, int round) throws IOException {
        List<String> overrides = new ArrayList<>(List.of(
                "name=bench-" + measured.title().replaceAll("[^a-z0-9]+", "-") + "-" + round,
                "data.train={format=cifar10, files=[\"" + data + "\"]}",
                "output.timeline-every=1"));
        overrides.addAll(measured.overrides());
        RunConfig config = RunConfig.read(file, overrides, path -> path);
        return config.settings(config.data().inspect(new Configuration()));
    }

    private static void writeExamples(OutputStream out) throws IOException {
        byte[] pixels = new byte[PIXELS];
        for (int i = 0; i < EXAMPLES; i++) {
            int label = i % CLASSES;
            for (int p = 0; p < PIXELS; p++) {
                float pattern = Hash.uniform(label, p);
                pixels[p] = (byte) (128 * pattern + 127 * Hash.uniform(100 + i, p));
            }
            out.write(label);
            out.write(pixels);
        }
    }

    private Figures measure(JavaSparkContext context, RunSettings settings) throws IOException, InterruptedException {
        SparkConf conf = context.getConf();
        RunPlan plan = Planner.plan(settings, conf, context.hadoopConfiguration());
        RunResult result = new SparkTrainer(context, new RunListener() {}).train(plan, false, Map.of());
        SparkSession session = SparkSession.builder().sparkContext(context.sc()).getOrCreate();
        session.read().parquet(result.directory() + "/timeline").createOrReplaceTempView("timeline");
        List<Row> stages = session.sql(
                        "select stage, min(start_ns) as first, max(end_ns) as last, sum(end_ns - start_ns) as busy,"
                                + " count(distinct batch_id) as batches from timeline where batch_id >= " + warmUp
                                + " group by stage order by stage")
                .collectAsList();
        Row top = stages.get(stages.size() - 1);
        double seconds = (top.getLong(2) - top.getLong(1)) * 1e-9;
        List<Double> busy = stages.stream()
                .map(stage -> (double) stage.getLong(3) / (stage.getLong(2) - stage.getLong(1)))
                .toList();
        Figures figures = new Figures(top.getLong(4) * settings.training().batchSize() / seconds, busy);
        spec.commandLine().getErr().println(settings.name() + ": " + figures);
        spec.commandLine().getErr().flush();
        return figures;
    }

    private void print(List<Case> cases, List<Figures> figures) {
        var out = spec.commandLine().getOut();
        out.println(BenchCommand.machine() + "; executors with 1 core each; median of " + rounds + " rounds");
        out.println("| run | examples/s | to unsplit | busy share of each stage |");
        out.println("|---|---|---|---|");
        for (int i = 0; i < cases.size(); i++) {
            Figures row = figures.get(i);
            List<String> busy = row.busy().stream()
                    .map(share -> String.format(Locale.ROOT, "%.2f", share))
                    .toList();
            out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.2f | %s |%n",
                    cases.get(i).title(),
                    row.rate(),
                    row.rate() / figures.get(0).rate(),
                    String.join(" ", busy));
        }
        out.flush();
    }
}
