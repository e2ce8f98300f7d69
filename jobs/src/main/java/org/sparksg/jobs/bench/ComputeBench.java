package org.sparksg.jobs.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparksg.nn.Chain;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Pass;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Updater;
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
 * stages train with, and PyTorch on the same networks in the same run: W1 is 784-256-256-256-10, W2 is
 * 3072-1000-1000-1000-1000-10, both ReLU, batch 256.
 */
@Command(
        name = "compute",
        description = "Times training steps on one thread against PyTorch.",
        mixinStandardHelpOptions = true)
final class ComputeBench implements Callable<Integer> {
    private static final int BATCH = 256;
    private static final Map<String, int[]> NETWORKS =
            Map.of("W1", new int[] {784, 256, 256, 256, 10}, "W2", new int[] {3072, 1000, 1000, 1000, 1000, 10});
    /** A line of the script; its faster optimizer counts. */
    private static final Pattern FIGURE =
            Pattern.compile("^(W\\d) torch (?:autocast )?(f32|bf16)(?:, foreach)? +median +([0-9.]+) ms");

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
        Map<String, Double> peer = pytorch();
        List<String> rows = new ArrayList<>();
        for (String network : List.of("W1", "W2")) {
            for (String kind : KINDS) {
                rows.add(row(network, kind, peer));
            }
        }
        var out = spec.commandLine().getOut();
        out.println("1 thread of " + BenchCommand.machine() + "; batch " + BATCH + ", median of " + windows
                + " windows of " + seconds + " s");
        out.println("| network | kernels | steps/s | PyTorch steps/s | ratio |");
        out.println("|---|---|---|---|---|");
        rows.forEach(out::println);
        out.flush();
        return 0;
    }

    private String row(String network, String kind, Map<String, Double> peer) {
        try (Kernels kernels = open(kind)) {
            double ours = 1e3 / median(kernels, NETWORKS.get(network));
            Double theirs = peer.get(network + (kind.equals("bf16") ? " bf16" : " f32"));
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %.1f | %s | %s |",
                    network,
                    kind,
                    ours,
                    theirs == null ? "not there" : String.format(Locale.ROOT, "%.1f", theirs),
                    theirs == null ? "" : String.format(Locale.ROOT, "%.2f", ours / theirs));
        } catch (IllegalStateException unable) {
            return "| " + network + " | " + kind + " | " + unable.getMessage() + " | | |";
        }
    }

    private static Kernels open(String kind) {
        return switch (kind) {
            case "f32" -> Backend.CPU.open(Precision.F32);
            case "bf16" -> Backend.CPU.open(Precision.BF16);
            default -> Backend.PORTABLE.open(Precision.F32);
        };
    }

    private double median(Kernels kernels, int[] widths) {
        Runnable step = step(kernels, widths);
        window(step, 3);
        double[] milliseconds = new double[windows];
        for (int w = 0; w < windows; w++) {
            milliseconds[w] = window(step, seconds);
        }
        Arrays.sort(milliseconds);
        return milliseconds[windows / 2];
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
        Chain chain = new Chain(network, 0, network.size(), BATCH, kernels);
        Variables variables = chain.newVariables(1);
        Gradient gradient = chain.newGradient();
        Updater updater = new Updater(OptimizerSettings.of(Adam.of(), 1e-4), variables, kernels);
        Pass pass = chain.newPass();
        Tensor x = kernels.zeros(Shape.of(BATCH, widths[0]));
        Tensor target = kernels.zeros(network.output().batch(BATCH));
        Tensor lossGradient = kernels.zeros(network.output().batch(BATCH));
        fill(x, target);
        return () -> {
            x.touch(); // as a new batch would
            Tensor output = pass.train(variables, x, 0);
            network.loss().evaluate(kernels, output, target, lossGradient);
            gradient.begin();
            pass.backwardToParameters(variables, gradient, lossGradient);
            updater.step(kernels, variables, gradient, 1.0 / BATCH);
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

    /** Returns PyTorch's steps a second by network and precision; where it is not installed, says so and returns none. */
    private Map<String, Double> pytorch() throws IOException, InterruptedException {
        Path script = Files.createTempFile("mlp_step", ".py");
        try (InputStream in = ComputeBench.class.getResourceAsStream("mlp_step.py")) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        ProcessBuilder builder =
                new ProcessBuilder(python, script.toString(), Double.toString(seconds), Integer.toString(windows));
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.redirectErrorStream(true);
        Map<String, Double> rates = new HashMap<>();
        var out = spec.commandLine().getOut();
        try {
            Process process = builder.start();
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> {
                    out.println("PyTorch: " + line);
                    Matcher figure = FIGURE.matcher(line);
                    if (figure.find()) {
                        double rate = 1e3 / Double.parseDouble(figure.group(3));
                        rates.merge(figure.group(1) + " " + figure.group(2), rate, Math::max);
                    }
                });
            }
            process.waitFor();
        } catch (IOException absent) {
            out.println("PyTorch: " + absent.getMessage());
        } finally {
            Files.delete(script);
        }
        return rates;
    }
}
