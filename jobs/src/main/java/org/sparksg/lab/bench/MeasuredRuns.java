package org.sparksg.lab.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSummary;
import org.sparksg.jobs.Application;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Planner;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.RunResult;
import org.sparksg.spark.SparkTrainer;
import org.sparksg.tensor.Hash;

/**
 * Whole runs of one conf file under several overrides, on executors with one core each, in one application. Rates and busy
 * shares come from the timeline tables that the runs write, after {@code warmUp} batches. The examples are noise around one
 * pattern per class, in the format of CIFAR-10.
 */
final class MeasuredRuns {
    private static final int CLASSES = 10;
    private static final int PIXELS = 3072;
    private static final int EXAMPLES = 5_120;

    private final Path conf;
    private final int warmUp;
    private final PrintWriter log;

    /** One way to run the conf file. */
    record Case(String title, List<String> overrides) {
        Case with(String suffix, String... more) {
            List<String> all = new ArrayList<>(overrides);
            all.addAll(List.of(more));
            return new Case(title + suffix, all);
        }
    }

    /** Examples a second, and the share of the time that each stage works. */
    record Figures(double rate, List<Double> busy) {
        String busyText() {
            return busy.stream()
                    .map(share -> String.format(Locale.ROOT, "%.2f", share))
                    .collect(Collectors.joining(" "));
        }
    }

    MeasuredRuns(Path conf, int warmUp, PrintWriter log) {
        this.conf = conf;
        this.warmUp = warmUp;
        this.log = log;
    }

    /** Runs every case once a round, and returns for each the round with the median rate. The largest case decides the executors. */
    List<Figures> medians(List<Case> cases, int rounds, Case largest) throws IOException, InterruptedException {
        Path data = Files.createTempFile("noise", ".bin");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(data))) {
                writeExamples(out);
            }
            RunSettings settings = settings(largest, 0, data);
            try (JavaSparkContext context = new JavaSparkContext(Application.conf(settings, Map.of()))) {
                return medians(context, cases, rounds, data);
            }
        } finally {
            Files.delete(data);
        }
    }

    private List<Figures> medians(JavaSparkContext context, List<Case> cases, int rounds, Path data)
            throws IOException, InterruptedException {
        List<List<Figures>> figures = new ArrayList<>();
        cases.forEach(ignored -> figures.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < cases.size(); i++) {
                figures.get(i).add(measure(context, settings(cases.get(i), round, data)));
            }
        }
        return figures.stream().map(MeasuredRuns::median).toList();
    }

    private static Figures median(List<Figures> rounds) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(Figures::rate))
                .toList()
                .get(rounds.size() / 2);
    }

    private RunSettings settings(Case measured, int round, Path data) {
        List<String> overrides = new ArrayList<>(List.of(
                "name=bench-" + measured.title().replaceAll("[^a-zA-Z0-9]+", "-") + "-" + round,
                "data.train={format=cifar10, files=[\"" + data + "\"]}",
                "output.timeline-every=1"));
        overrides.addAll(measured.overrides());
        return RunConfig.read(conf, overrides, path -> path).settings();
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
        DataSummary data = settings.data().open(context.hadoopConfiguration());
        RunPlan plan = Planner.plan(settings, data, context.getConf());
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
        log.println(settings.name() + ": " + figures);
        log.flush();
        return figures;
    }
}
