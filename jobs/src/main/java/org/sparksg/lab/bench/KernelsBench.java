package org.sparksg.lab.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sparksg.jobs.TextTable;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Times single kernels with JMH, each in a JVM of its own with the options of this one, single precision.
 */
@Command(
        name = "kernels",
        description = "Times single kernels on one thread, with JMH.",
        mixinStandardHelpOptions = true)
final class KernelsBench implements Callable<Integer> {
    private static final List<String> HEAD = List.of("kernel", "shape", "kernels", "median us", "least us", "rate");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WORD",
            arity = "0..*",
            description = "Only rows with all of these words, such as: adam, cpu, 256x1000x1000. Default: all rows")
    private List<String> words = List.of();

    @Option(names = "--seconds", description = "Length of an iteration. Default: ${DEFAULT-VALUE}")
    private double seconds = 0.5;

    @Option(names = "--iterations", description = "Iterations, and as many to warm up. Default: ${DEFAULT-VALUE}")
    private int iterations = 5;

    @Option(names = "--forks", description = "JVMs for each row; 0: measure in this one. Default: ${DEFAULT-VALUE}")
    private int forks = 1;

    private record Row(String backend, Primitive primitive, String shape) {
        String name() {
            return primitive.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        boolean has(String word) {
            return List.of((name() + " " + shape + " " + backend).split(" ")).contains(word);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Row> rows = rows();
        if (rows.isEmpty()) {
            throw new ParameterException(spec.commandLine(), words + ": no row has all of these words; try without");
        }
        try {
            BenchTable.measure(spec.commandLine(), table -> measure(rows, table));
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "JMH is not on the class path (" + e.getMessage()
                            + "): run jobs/spark-sg without SPARK_HOME, since the bundle lacks it",
                    e);
        }
        return 0;
    }

    private void measure(List<Row> rows, BenchTable table) {
        String title = title(rows);
        List<List<String>> measured = new ArrayList<>();
        for (Row row : rows) {
            List<String> cells = cells(row);
            measured.add(cells);
            table.show(title, new TextTable(HEAD, measured));
            table.progress("%s %s on %s: median %s us, least %s us, %s".formatted(cells.toArray()));
        }
    }

    private String title(List<Row> rows) {
        StringBuilder title = new StringBuilder("1 thread of " + BenchCommand.machine() + "; JMH, " + forks
                + " JVMs a row, " + iterations + " iterations of " + seconds + " s");
        for (String backend : rows.stream().map(Row::backend).distinct().toList()) {
            try (Kernels kernels = open(backend)) {
                title.append('\n').append(kernels.describe());
            }
        }
        return title.toString();
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Primitive primitive : Primitive.values()) {
            for (String shape : primitive.shapes()) {
                for (String backend : List.of("cpu", "portable")) {
                    rows.add(new Row(backend, primitive, shape));
                }
            }
        }
        rows.removeIf(row -> !words.stream().allMatch(row::has));
        return rows;
    }

    private static Kernels open(String backend) {
        return Backend.valueOf(backend.toUpperCase(Locale.ROOT)).open(Precision.F32);
    }

    private List<String> cells(Row row) {
        JmhRun.Times times = new JmhRun(seconds, iterations, forks)
                .of(row.backend(), row.primitive().name(), row.shape());
        double rate = row.primitive().work(row.shape()) / times.medianUs() * 1e6;
        return List.of(
                row.name(),
                row.shape(),
                row.backend(),
                BenchTable.cell("%.1f", times.medianUs()),
                BenchTable.cell("%.1f", times.leastUs()),
                BenchTable.cell("%.1f", rate) + (row.primitive().isProduct() ? " GFLOP/s" : " GB/s"));
    }
}
