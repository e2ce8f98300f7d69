package org.sparksg.lab.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sparksg.jobs.TextTable;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Gpus;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times the matrix products of the networks W1 and W2 of {@link ComputeBench} one by one, as stages do them (forward with bias and ReLU,
 * and by the way that was the fastest in a trial), and PyTorch's in turn with ours. One thread, single precision.
 */
@Command(
        name = "products",
        description = "Times matrix products on one thread against PyTorch.",
        mixinStandardHelpOptions = true)
final class ProductsBench implements Callable<Integer> {
    private static final List<String> HEAD = List.of("product", "shape", "GFLOP/s", "PyTorch GFLOP/s", "ratio");

    @Spec
    private CommandSpec spec;

    @Option(names = "--python", description = "The Python that has PyTorch. Default: ${DEFAULT-VALUE}")
    private String python = "python3";

    @Option(names = "--seconds", description = "Length of a window. Default: ${DEFAULT-VALUE}")
    private double seconds = 0.3;

    @Option(names = "--windows", description = "Windows, of which the median counts. Default: ${DEFAULT-VALUE}")
    private int windows = 9;

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchTable.measure(spec.commandLine(), this::measure);
        return 0;
    }

    private void measure(BenchTable table) throws IOException, InterruptedException {
        try (PyTorch peer = new PyTorch(python);
                Kernels kernels = Backend.CPU.open(Precision.F32, Gpus.NONE, true)) {
            String title = "PyTorch: " + peer.describe() + "\n1 thread of " + BenchCommand.machine() + "; median of "
                    + windows + " windows of " + seconds + " s, ours and PyTorch's in turn";
            List<List<String>> rows = new ArrayList<>();
            for (Primitive product : Primitive.values()) {
                for (String shape : product.isProduct() ? product.shapes() : List.<String>of()) {
                    List<String> row = row(product, shape, kernels, peer);
                    rows.add(row);
                    table.show(title, new TextTable(HEAD, rows));
                    table.progress(String.join("  ", row));
                }
            }
        }
    }

    private List<String> row(Primitive product, String shape, Kernels kernels, PyTorch peer)
            throws InterruptedException {
        Runnable call = product.on(kernels, shape);
        ComputeBench.window(call, 3 * seconds); // warm
        double[] ours = new double[windows];
        double[] theirs = new double[windows];
        for (int w = 0; w < windows; w++) {
            ours[w] = ComputeBench.window(call, seconds);
            Optional<double[]> answer = peer.window(product + ":" + shape, "f32", seconds);
            theirs[w] = answer.isPresent() ? answer.get()[0] : Double.NaN;
        }
        double own = product.work(shape) / median(ours);
        double other = product.work(shape) / median(theirs);
        return List.of(
                product.name(),
                shape,
                BenchTable.cell("%.1f", own),
                Double.isNaN(other) ? "not there" : BenchTable.cell("%.1f", other),
                BenchTable.cell("%.2f", own / other));
    }

    /** Returns seconds. */
    private static double median(double[] milliseconds) {
        return Spread.of(Arrays.stream(milliseconds)).median() / 1e3;
    }
}
