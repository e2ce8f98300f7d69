package org.sparksg.lab.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparksg.jobs.TextTable;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Gpus;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
    private static final double WARM_UP_S = 1;
    private static final List<String> HEAD = List.of("product", "shape", "GFLOP/s", "PyTorch GFLOP/s", "ratio");

    @Spec
    private CommandSpec spec;

    @Mixin
    private Turns turns;

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchTable.measure(spec.commandLine(), this::measure);
        return 0;
    }

    private void measure(BenchTable table) throws IOException, InterruptedException {
        try (PyTorch peer = new PyTorch(turns.python());
                Kernels kernels = Backend.CPU.open(Precision.F32, Gpus.NONE, true)) {
            String title = turns.title(peer);
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
        Turns.Times times = turns.measure(product.on(kernels, shape), WARM_UP_S, peer, product + ":" + shape, "f32");
        double own = rate(product, shape, times.ours());
        double other = times.theirs() == null ? Double.NaN : rate(product, shape, times.theirs());
        return List.of(
                product.name(),
                shape,
                BenchTable.cell("%.1f", own),
                Double.isNaN(other) ? "not there" : BenchTable.cell("%.1f", other),
                BenchTable.cell("%.2f", own / other));
    }

    /** Returns 10⁹ operations a second. */
    private static double rate(Primitive product, String shape, Spread milliseconds) {
        return product.work(shape) / milliseconds.median() * 1e3;
    }
}
