package org.sparksg.lab.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSummary;
import org.sparksg.jobs.ApplicationSettings;
import org.sparksg.jobs.TextTable;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Planner;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.RunResult;
import org.sparksg.spark.SparkTrainer;
import org.sparksg.spark.Start;
import org.sparksg.tensor.Hash;
import picocli.CommandLine;

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
    private final int rounds;
    private final List<Case> cases;

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
        /** Those of a run that has not been. */
        static final Figures NONE = new Figures(Double.NaN, List.of());

        boolean isMeasured() {
            return !Double.isNaN(rate);
        }

        String busyText() {
            return busy.stream().map(share -> BenchTable.cell("%.2f", share)).collect(Collectors.joining(" "));
        }

        String text() {
            return BenchTable.cell("%.0f", rate) + " examples/s, busy " + busyText();
        }
    }

    /** {@code warmUp}: batches that do not count; {@code rounds}: how often each case is run. */
    MeasuredRuns(Path conf, int warmUp, int rounds, List<Case> cases) {
        this.conf = conf;
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.cases = List.copyOf(cases);
    }

    /**
     * Runs every case once a round. The figures of a case are those of the round with the median rate, or {@link Figures#NONE} as
     * long as it has not been run.
     *
     * @param largest the case that decides the executors
     * @param rows makes a table of the figures of each case
     */
    void measure(CommandLine command, Case largest, Function<List<Figures>, TextTable> rows)
            throws IOException, InterruptedException {
        Path data = Files.createTempFile("noise", ".bin");
        data.toFile().deleteOnExit(); // that is after Ctrl-C, too
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(data))) {
            writeExamples(out);
        }
        SparkConf application = ApplicationSettings.conf(settings(largest, 0, data), Map.of());
        try (JavaSparkContext context = new JavaSparkContext(application)) {
            BenchTable.measure(command, context, table -> measure(context, data, table, rows));
        }
    }

    private void measure(JavaSparkContext context, Path data, BenchTable table, Function<List<Figures>, TextTable> rows)
            throws IOException, InterruptedException {
        String title = BenchCommand.machine() + "; executors with 1 core each; median of " + rounds + " rounds";
        List<List<Figures>> figures = new ArrayList<>();
        cases.forEach(ignored -> figures.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < cases.size(); i++) {
                Figures run = measure(context, settings(cases.get(i), round, data));
                figures.get(i).add(run);
                table.show(
                        title,
                        rows.apply(figures.stream().map(MeasuredRuns::median).toList()));
                table.progress(cases.get(i).title() + ", round " + (round + 1) + " of " + rounds + ": " + run.text());
            }
        }
    }

    private static Figures median(List<Figures> rounds) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(Figures::rate))
                .skip(rounds.size() / 2)
                .findFirst()
                .orElse(Figures.NONE);
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
        DataSummary data = settings.data().open(context.hadoopConfiguration(), settings.seed());
        RunPlan plan = Planner.plan(settings, data, context.getConf());
        RunResult result = new SparkTrainer(context, new RunListener() {}).train(plan, Start.NEW, Map.of());
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
        return new Figures(top.getLong(4) * settings.training().batchSize() / seconds, busy);
    }
}
