package org.sparksg.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSummary;
import org.sparksg.jobs.ApplicationSettings;
import org.sparksg.jobs.TextTable;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Placement;
import org.sparksg.spark.Planner;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.SparkTrainer;
import org.sparksg.spark.Start;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Watches the resident memory of the executors (Linux, all on this machine) while they train: a row for each minute, and the
 * growth after the first one.
 */
@Command(
        name = "memory",
        description = "Watches the memory of executors over minutes of training.",
        mixinStandardHelpOptions = true)
final class MemoryBench implements Callable<Integer> {
    private static final long MINUTE_NS = 60_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONF", description = "The conf file of the run; it is given enough epochs.")
    private Path file;

    @Option(names = "--minutes", description = "How long. Default: ${DEFAULT-VALUE}")
    private int minutes = 10;

    /** Samples when the driver hears of progress, which is about once a second. */
    private static final class Watch implements RunListener {
        private final List<List<Long>> samples = new ArrayList<>();
        private final int minutes;
        private final BenchTable table;
        private final Thread trainer = Thread.currentThread();
        private List<Placement> placements = List.of();
        private long startNs;

        Watch(int minutes, BenchTable table) {
            this.minutes = minutes;
            this.table = table;
        }

        boolean isDone() {
            return samples.size() == minutes;
        }

        @Override
        public void started(int attempt, List<Placement> started) {
            placements = started;
            startNs = System.nanoTime();
        }

        @Override
        public void progress(Progress progress) {
            if (System.nanoTime() - startNs < (samples.size() + 1) * MINUTE_NS) {
                return;
            }
            List<Long> sample =
                    placements.stream().map(p -> ResidentMemory.mib(p.pid())).toList();
            samples.add(sample);
            table.show(
                    "Resident memory of each executor, MiB, on " + BenchCommand.machine(),
                    table(placements.stream().map(Placement::stage).toList(), samples));
            table.progress(
                    "minute " + samples.size() + " of " + minutes + ": " + String.join(" ", texts(sample)) + " MiB");
            if (isDone()) {
                trainer.interrupt();
            }
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunConfig config = RunConfig.read(
                file, List.of("training.epochs=100000", "recovery.restarts=0", "name=memory"), path -> path);
        RunSettings settings = config.settings();
        SparkConf conf = ApplicationSettings.conf(settings, config.spark());
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            DataSummary data = settings.data().open(context.hadoopConfiguration(), settings.seed());
            RunPlan plan = Planner.plan(settings, data, conf);
            BenchTable.measure(spec.commandLine(), context, table -> train(context, plan, new Watch(minutes, table)));
        }
        return 0;
    }

    private static void train(JavaSparkContext context, RunPlan plan, Watch watch)
            throws IOException, InterruptedException {
        try {
            new SparkTrainer(context, watch).train(plan, Start.NEW, Map.of());
        } catch (InterruptedException e) {
            if (!watch.isDone()) {
                throw e;
            }
        }
    }

    /** Returns a row for each minute, and the growth since the first; {@code samples}: MiB of each stage, of one minute or more. */
    static TextTable table(List<Integer> stages, List<List<Long>> samples) {
        List<List<String>> rows = new ArrayList<>();
        for (List<Long> sample : samples) {
            rows.add(row(Integer.toString(rows.size() + 1), texts(sample)));
        }
        List<Long> first = samples.get(0);
        List<Long> last = samples.get(samples.size() - 1);
        List<String> growth = new ArrayList<>();
        for (int stage = 0; stage < first.size(); stage++) {
            growth.add(BenchTable.cell("%.1f %%", 100.0 * last.get(stage) / first.get(stage) - 100));
        }
        rows.add(row("growth", growth));
        return new TextTable(
                row("minute", stages.stream().map(stage -> "stage " + stage).toList()), rows);
    }

    private static List<String> row(String name, List<String> cells) {
        return Stream.concat(Stream.of(name), cells.stream()).toList();
    }

    private static List<String> texts(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).toList();
    }
}
