package org.sparksg.tensor;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Times a full training step of a multi-layer perceptron (forward, loss, backward, Adam; batch 256) through {@link Kernels}:
 * the opponent of {@code src/bench/python/mlp_step.py}. Arguments: seconds a window, number of windows, kernels to time
 * ({@code portable}, {@code f32}, {@code bf16}), networks ({@code W1}, {@code W2}); {@code profile} adds a table of methods.
 */
public final class MlpBenchmark {
    private static final int BATCH = 256;
    private static final int[] W1 = {784, 256, 256, 256, 10};
    private static final int[] W2 = {3072, 1000, 1000, 1000, 1000, 10};

    private MlpBenchmark() {}

    public static void main(String[] arguments) {
        List<String> words = Arrays.asList(arguments);
        double seconds = words.isEmpty() ? 0.5 : Double.parseDouble(words.get(0));
        int windows = words.size() < 2 ? 9 : Integer.parseInt(words.get(1));
        for (String network : List.of("W1", "W2")) {
            for (String kind : List.of("f32", "bf16", "portable")) {
                if (words.size() < 3 || words.contains(kind) && words.contains(network)) {
                    time(network, kind, seconds, windows, words.contains("profile"));
                }
            }
        }
    }

    private static void time(String network, String kind, double seconds, int windows, boolean profiled) {
        try (Kernels kernels = open(kind)) {
            MlpStep step = new MlpStep(kernels, network.equals("W1") ? W1 : W2, BATCH);
            double start = System.nanoTime();
            while (System.nanoTime() - start < 3e9) {
                step.run();
            }
            double[] wall = new double[windows];
            double[] busy = new double[windows];
            for (int w = 0; w < windows; w++) {
                window(step, seconds, w, wall, busy);
            }
            Arrays.sort(wall);
            Arrays.sort(busy);
            System.out.printf(
                    "%s %-8s median %7.3f ms, fastest %7.3f ms; processor time: median %7.3f ms, least %7.3f ms  (%s)%n",
                    network, kind, wall[windows / 2], wall[0], busy[windows / 2], busy[0], kernels.describe());
            if (profiled) {
                profile(step, seconds * windows);
            }
        }
    }

    private static Kernels open(String kind) {
        return switch (kind) {
            case "f32" -> new CpuKernels(Precision.F32);
            case "bf16" -> new CpuKernels(Precision.BF16);
            default -> new PortableKernels(DataType.FLOAT);
        };
    }

    private static void window(MlpStep step, double seconds, int index, double[] wall, double[] busy) {
        int steps = 0;
        long start = System.nanoTime();
        long startBusy = processorTime();
        while (System.nanoTime() - start < seconds * 1e9) {
            step.run();
            steps++;
        }
        wall[index] = (System.nanoTime() - start) / 1e6 / steps;
        busy[index] = (processorTime() - startBusy) / 1e6 / steps;
    }

    /** Of this thread, which does all the work: tells the speed on a machine that has other work too. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void profile(MlpStep step, double seconds) {
        List<String> names = step.names();
        List<List<Double>> times = new ArrayList<>();
        names.forEach(name -> times.add(new ArrayList<>()));
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < seconds * 1e9) {
            for (int i = 0; i < names.size(); i++) {
                long start = processorTime();
                step.run(i);
                times.get(i).add((processorTime() - start) / 1e6);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            double[] sorted = times.get(i).stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            System.out.printf("    %-36s %8.4f ms%n", names.get(i), sorted[sorted.length / 2]);
        }
    }
}
