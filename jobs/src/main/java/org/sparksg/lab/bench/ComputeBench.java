package org.sparksg.lab.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.optim.Adam;
import org.sparksg.optim.Learner;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times whole training steps (forward, loss, backward, Adam) of two perceptrons on one thread, through the same chains that
 * stages train with, and PyTorch on the same networks in turn with ours: W1 is 784-256-256-256-10, W2 is
 * 3072-1000-1000-1000-1000-10, both ReLU, batch 256.
 */
@Command(
        name = "compute",
        description = "Times training steps on one thread against PyTorch.",
        mixinStandardHelpOptions = true)
final class ComputeBench implements Callable<Integer> {
    private static final int BATCH = 256;
    private static final double WARM_UP_S = 3;
    private static final Map<String, int[]> NETWORKS =
            Map.of("W1", new int[] {784, 256, 256, 256, 10}, "W2", new int[] {3072, 1000, 1000, 1000, 1000, 10});
    private static final List<String> KINDS = List.of("f32", "bf16", "portable");

    @Spec
    private CommandSpec spec;

    @Option(names = "--python", description = "The Python that has PyTorch. Default: ${DEFAULT-VALUE}")
    private String python = "python3";

    @Option(names = "--seconds", description = "Length of a window. Default: ${DEFAULT-VALUE}")
    private double seconds = 0.5;

    @Option(names = "--windows", description = "Windows, of which the median counts. Default: ${DEFAULT-VALUE}")
    private int windows = 9;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        try (PyTorch peer = new PyTorch(python)) {
            out.println("PyTorch: " + peer.describe());
            out.println("1 thread of " + BenchCommand.machine() + "; batch " + BATCH + ", median of " + windows
                    + " windows of " + seconds + " s, ours and PyTorch's in turn");
            out.println("| network | kernels | steps/s | PyTorch steps/s | ratio | ratio of fastest windows |");
            out.println("|---|---|---|---|---|---|");
            for (String network : List.of("W1", "W2")) {
                for (String kind : KINDS) {
                    out.println(row(network, kind, peer));
                    out.flush();
                }
            }
        }
        return 0;
    }

    private String row(String network, String kind, PyTorch peer) throws InterruptedException {
        try (Kernels kernels = open(kind)) {
            Runnable step = step(kernels, NETWORKS.get(network));
            window(step, WARM_UP_S);
            double[] ours = new double[windows];
            double[][] theirs = new double[2][windows]; // by optimizer
            boolean measured = true;
            for (int w = 0; w < windows; w++) {
                ours[w] = window(step, seconds);
                Optional<double[]> answer = peer.window(network, kind.equals("bf16") ? "bf16" : "f32", seconds);
                measured = answer.isPresent();
                for (int optimizer = 0; measured && optimizer < theirs.length; optimizer++) {
                    theirs[optimizer][w] = answer.get()[optimizer];
                }
            }
            return "| " + network + " | " + kind + " | " + figures(ours, measured ? theirs : null);
        } catch (IllegalStateException unable) {
            return "| " + network + " | " + kind + " | " + unable.getMessage() + " | | | |";
        }
    }

    /** Of PyTorch's two optimizers, the faster one counts. */
    private static String figures(double[] ours, double[][] theirs) {
        double median = median(ours);
        if (theirs == null) {
            return String.format(Locale.ROOT, "%.1f | not there | | |", 1e3 / median);
        }
        double peer = Math.min(median(theirs[0]), median(theirs[1]));
        double fastest = Math.min(least(theirs[0]), least(theirs[1]));
        return String.format(
                Locale.ROOT,
                "%.1f | %.1f | %.2f | %.2f |",
                1e3 / median,
                1e3 / peer,
                peer / median,
                fastest / least(ours));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static Kernels open(String kind) {
        return switch (kind) {
            case "f32" -> Backend.CPU.open(Precision.F32);
            case "bf16" -> Backend.CPU.open(Precision.BF16);
            default -> Backend.PORTABLE.open(Precision.F32);
        };
    }

    private static double window(Runnable step, double length) {
        int steps = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < length * 1e9) {
            step.run();
            steps++;
        }
        return (System.nanoTime() - start) / 1e6 / steps;
    }

    private static Runnable step(Kernels kernels, int[] widths) {
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < widths.length; l++) {
            layers.add(Dense.of(widths[l]));
            if (l < widths.length - 1) {
                layers.add(new Relu());
            }
        }
        Network network = new Network(Shape.of(widths[0]), layers, new SoftmaxCrossEntropy());
        Learner learner = new Learner(network, OptimizerSettings.of(Adam.of(), 1e-4), BATCH, 1, kernels);
        Tensor x = kernels.zeros(Shape.of(BATCH, widths[0]));
        Tensor target = kernels.zeros(network.output().batch(BATCH));
        Tensor lossGradient = kernels.zeros(network.output().batch(BATCH));
        fill(x, target);
        return () -> {
            x.touch(); // as a new batch would
            learner.train(x, target, lossGradient);
        };
    }

    private static void fill(Tensor x, Tensor target) {
        for (int i = 0; i < x.size(); i++) {
            x.set(i, Hash.gaussian(1, i));
        }
        for (int row = 0; row < target.rows(); row++) {
            int label = (int) (Hash.uniform(2, row) * target.columns());
            target.set(row * target.columns() + label, 1);
        }
        target.touch();
    }
}
