package org.sparksg.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSummary;
import org.sparksg.jobs.ApplicationSettings;
import org.sparksg.jobs.TextTable;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Placement;
import org.sparksg.spark.Planner;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.RunResult;
import org.sparksg.spark.SparkTrainer;
import org.sparksg.spark.Start;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains on tables that are several times as large as the executor's heap, streamed, and on some that fit, in memory: the same network, the
 * same executor, the same number of examples. The rate is that of the timeline, after a warm-up; memory is what is resident of the process
 * of the first stage.
 */
@Command(
        name = "streaming",
        description = "Trains on tables larger than memory, and on ones that fit.",
        mixinStandardHelpOptions = true)
final class StreamingBench implements Callable<Integer> {
    private static final int BATCH = 256;
    private static final double WARM_UP = 0.3; // of the batches: compilers work beside the reader until then
    private static final double FITS = 0.2; // of the heap
    private static final long SAMPLE_NS = 5_000_000_000L;
    private static final long ROW_GROUP =
            16 << 20; // bytes: a row group is read as a whole, so it must be small beside the heap

    @Spec
    private CommandSpec spec;

    @Option(names = "--memory", description = "Heap of an executor. Default: ${DEFAULT-VALUE}")
    private String memory = "256m";

    @Option(names = "--factor", description = "How often the data would fill the heap. Default: ${DEFAULT-VALUE}")
    private double factor = 10;

    @Option(names = "--features", description = "Columns of features. Default: ${DEFAULT-VALUE}")
    private int features = 64;

    @Option(names = "--units", description = "Units of the two hidden layers. Default: ${DEFAULT-VALUE}")
    private int units = 256;

    @Option(names = "--rounds", description = "Rounds, of which the median counts. Default: ${DEFAULT-VALUE}")
    private int rounds = 1;

    @Option(
            names = "--directory",
            description = "Where the tables are made, and deleted. Left out: a temporary folder.")
    private Path directory;

    /** A run to measure. {@code large}: whether on the data that do not fit. */
    private record Case(String title, String format, boolean large) {
        String folder() {
            return format + (large ? "-large" : "-small");
        }
    }

    /** What was measured: examples a second, and MiB. */
    private record Figures(Case measured, long examples, double rate, long first, long last, long most) {}

    /** Samples the memory of the process of the first stage whenever the driver hears of progress. */
    private static final class Watch implements RunListener {
        private final List<Long> samples = new ArrayList<>();
        private long pid;
        private long nextNs;

        @Override
        public void started(int attempt, List<Placement> placements) {
            pid = placements.get(0).pid();
            nextNs = System.nanoTime() + SAMPLE_NS;
        }

        @Override
        public void progress(Progress progress) {
            if (System.nanoTime() >= nextNs) {
                samples.add(ResidentMemory.mib(pid));
                nextNs = System.nanoTime() + SAMPLE_NS;
            }
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path made = Files.createTempDirectory(
                directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory, "streaming");
        try {
            List<Case> cases = List.of(
                    new Case("in memory", "parquet", false),
                    new Case("Parquet, streamed", "parquet", true),
                    new Case("CSV, streamed", "csv", true));
            make(made);
            SparkConf conf = ApplicationSettings.conf(settings(cases.get(0), made, 0), properties());
            try (JavaSparkContext context = new JavaSparkContext(conf)) {
                BenchTable.measure(spec.commandLine(), context, table -> measure(context, made, cases, table));
            }
        } finally {
            delete(made);
        }
        return 0;
    }

    /** Spark reserves 300 MB of each heap for itself, and refuses small ones, unless it is told otherwise. */
    private Map<String, String> properties() {
        return Map.of("spark.executor.memory", memory, "spark.testing.reservedMemory", "33554432");
    }

    private long heap() {
        return JavaUtils.byteStringAsBytes(memory);
    }

    private long bytesOfRow() {
        return (long) Float.BYTES * features + 40;
    }

    /** Makes a table of each format that fits, and beside it one of as many links to its files as it takes to be large. */
    private void make(Path made) throws IOException {
        long rows = (long) (heap() * FITS / bytesOfRow());
        spec.commandLine().getErr().printf("makes tables of %,d rows, and as many links as it takes%n", rows);
        String[] columns = Stream.concat(
                        IntStream.range(0, features)
                                .mapToObj(i -> "cast(round(2 * rand(" + i + ") - 1, 4) as float) as f" + i),
                        Stream.of("cast(floor(10 * rand(0)) as int) as y"))
                .toArray(String[]::new);
        try (SparkSession spark = SparkSession.builder()
                .config(ApplicationSettings.inProcess(Map.of(), "spark-sg bench streaming"))
                .config("spark.sql.debug.maxToStringFields", "1000")
                .config("spark.hadoop.parquet.block.size", Long.toString(ROW_GROUP))
                .getOrCreate()) {
            Dataset<Row> table = spark.range(rows).selectExpr(columns);
            for (String format : List.of("parquet", "csv")) {
                Path small = made.resolve(format + "-small");
                table.write().format(format).option("header", true).save(small.toString());
                link(small, Files.createDirectory(made.resolve(format + "-large")));
            }
        }
    }

    private void link(Path small, Path large) throws IOException {
        try (Stream<Path> parts = Files.list(small)) {
            for (Path part : parts.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .toList()) {
                for (int i = 0; i < Math.ceil(factor / FITS); i++) {
                    Files.createLink(large.resolve(i + "-" + part.getFileName()), part);
                }
            }
        }
    }

    private RunSettings settings(Case one, Path made, int round) {
        int epochs = one.large() ? 1 : Math.max(1, (int) Math.round(factor / FITS)); // as many examples in all cases
        String text = """
                name = bench-streaming
                output { directory = "%s", timeline-every = 1 }
                data { held-out = 0, train { format = %s, path = "%s", label { column = y, classes = 10 } } }
                network.layers = [ { dense = %d }, relu, { dense = %d }, relu, { dense = 10 } ]
                stages = 1
                learning.rule = locked
                training { epochs = %d, batch-size = %d }
                """.formatted(
                made.resolve("runs-" + round), one.format(), made.resolve(one.folder()), units, units, epochs, BATCH);
        return RunConfig.parse("streaming.conf", text, List.of()).settings();
    }

    private void measure(JavaSparkContext context, Path made, List<Case> cases, BenchTable table)
            throws IOException, InterruptedException {
        List<List<Figures>> all = new ArrayList<>();
        cases.forEach(one -> all.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < cases.size(); i++) {
                Figures found = measure(context, cases.get(i), settings(cases.get(i), made, round));
                all.get(i).add(found);
                table.show(
                        "Executor with a heap of " + memory + " and 1 core; " + features
                                + " features, hidden layers of " + units + "; " + BenchCommand.machine(),
                        table(all.stream()
                                .filter(figures -> !figures.isEmpty())
                                .map(StreamingBench::median)
                                .toList()));
                table.progress(found.toString());
            }
        }
    }

    private static Figures median(List<Figures> rounds) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(Figures::rate))
                .skip(rounds.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static Figures measure(JavaSparkContext context, Case one, RunSettings settings)
            throws IOException, InterruptedException {
        DataSummary data = settings.data().open(context.hadoopConfiguration(), settings.seed());
        var plan = Planner.plan(settings, data, context.getConf());
        if (plan.data().streaming().train() != one.large()) {
            throw new IllegalStateException(
                    one.title() + ": planned as " + plan.data().streaming());
        }
        Watch watch = new Watch();
        RunResult result = new SparkTrainer(context, watch).train(plan, Start.NEW, Map.of());
        SparkSession session = SparkSession.builder().sparkContext(context.sc()).getOrCreate();
        Row row = session.read()
                .parquet(result.directory() + "/timeline")
                .where("batch_id >= " + (long) (WARM_UP * plan.calendar().batches()))
                .selectExpr("min(start_ns)", "max(end_ns)", "count(distinct batch_id)")
                .head();
        double seconds = (row.getLong(1) - row.getLong(0)) * 1e-9;
        List<Long> samples = watch.samples.isEmpty() ? List.of(0L) : watch.samples;
        return new Figures(
                one,
                data.train(),
                row.getLong(2) * BATCH / seconds,
                samples.get(0),
                samples.get(samples.size() - 1),
                samples.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    private TextTable table(List<Figures> figures) {
        double inMemory = figures.get(0).rate();
        List<List<String>> rows = new ArrayList<>();
        for (Figures one : figures) {
            rows.add(List.of(
                    one.measured().title(),
                    BenchTable.cell("%,.0f", (double) one.examples()),
                    BenchTable.cell("%.1f", (double) one.examples() * bytesOfRow() / heap()),
                    BenchTable.cell("%,.0f", one.rate()),
                    BenchTable.cell("%.2f", one.rate() / inMemory),
                    Long.toString(one.first()),
                    Long.toString(one.last()),
                    Long.toString(one.most())));
        }
        return new TextTable(
                List.of(
                        "data",
                        "examples",
                        "to heap",
                        "examples/s",
                        "to in memory",
                        "MiB at start",
                        "at end",
                        "at most"),
                rows);
    }

    private static void delete(Path made) throws IOException {
        try (Stream<Path> files = Files.walk(made)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
