package org.sparksg.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSummary;
import org.sparksg.jobs.Application;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Placement;
import org.sparksg.spark.Planner;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.SparkTrainer;
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
        private final Runnable stop;
        private List<Placement> placements = List.of();
        private long startNs;

        Watch(int minutes, Runnable stop) {
            this.minutes = minutes;
            this.stop = stop;
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
            samples.add(placements.stream().map(p -> resident(p.pid())).toList());
            if (samples.size() == minutes) {
                stop.run();
            }
        }

        private static long resident(long pid) {
            try {
                return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        RunConfig config = RunConfig.read(
                file, List.of("training.epochs=100000", "recovery.restarts=0", "name=memory"), path -> path);
        RunSettings settings = config.settings();
        SparkConf conf = Application.conf(settings, config.spark());
        Thread trainer = Thread.currentThread();
        Watch watch = new Watch(minutes, trainer::interrupt);
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            DataSummary data = settings.data().open(context.hadoopConfiguration());
            RunPlan plan = Planner.plan(settings, data, conf);
            new SparkTrainer(context, watch).train(plan, false, Map.of());
        } catch (InterruptedException enough) {
            print(watch);
        }
        return 0;
    }

    private void print(Watch watch) {
        var out = spec.commandLine().getOut();
        out.println("Resident memory of each executor, MiB, on " + BenchCommand.machine());
        out.println("| minute | "
                + String.join(
                        " | ",
                        watch.placements.stream().map(p -> "stage " + p.stage()).toList()) + " |");
        out.println("|---".repeat(watch.placements.size() + 1) + "|");
        for (int minute = 0; minute < watch.samples.size(); minute++) {
            out.println("| " + (minute + 1) + " | "
                    + String.join(
                            " | ",
                            watch.samples.get(minute).stream()
                                    .map(kib -> Long.toString(kib / 1024))
                                    .toList())
                    + " |");
        }
        List<Long> first = watch.samples.get(0);
        List<Long> last = watch.samples.get(watch.samples.size() - 1);
        List<String> growth = new ArrayList<>();
        for (int stage = 0; stage < first.size(); stage++) {
            growth.add(String.format(Locale.ROOT, "%.1f %%", 100.0 * last.get(stage) / first.get(stage) - 100));
        }
        out.println("| growth | " + String.join(" | ", growth) + " |");
        out.flush();
    }
}
