package org.sparksg.lab.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparksg.jobs.TextTable;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Convolution;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Differentiation;
import org.sparksg.nn.Flatten;
import org.sparksg.nn.GlobalAveragePool;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Padding;
import org.sparksg.nn.Pool;
import org.sparksg.nn.Recurrent;
import org.sparksg.nn.Relu;
import org.sparksg.nn.Residual;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Transformer;
import org.sparksg.nn.Wanted;
import org.sparksg.optim.Adam;
import org.sparksg.optim.Learner;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Gpus;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Times whole training steps (forward, loss, backward, Adam) on one thread, through the same chains that stages train with, and
 * PyTorch on the same networks in turn with ours. W1 is a perceptron of 784-256-256-256-10, W2 of 3072-1000-1000-1000-1000-10, both
 * ReLU, batch 256. W3 has images of 32 x 32 x 3, two convolutions of 5 x 5 x 128 with ReLU and max pooling, and 10 classes, batch 64.
 * R is a residual block of two convolutions of 3 x 3 x 64 with batch norm on 32 x 32 x 64, its mean over the image, and 10 classes,
 * batch 128. W4 is an LSTM of 256 on 20 steps of 128 features, batch 64, W5 a transformer block of 256 features with four causal heads on
 * 128 steps, batch 16; both with 10 classes for each step.
 */
@Command(
        name = "compute",
        description = "Times training steps on one thread against PyTorch.",
        mixinStandardHelpOptions = true)
final class ComputeBench implements Callable<Integer> {
    private static final double WARM_UP_S = 3;
    private static final int CLASSES = 10;
    private static final List<Subject> SUBJECTS = List.of(
            perceptron("W1", 784, 256, 256, 256, 10),
            perceptron("W2", 3072, 1000, 1000, 1000, 1000, 10),
            new Subject(
                    "W3",
                    64,
                    Shape.of(32, 32, 3),
                    List.of(
                            Convolution.of(128, 5),
                            new Relu(),
                            new Pool(Pool.Function.MAX, 2, 2, Padding.NONE),
                            Convolution.of(128, 5),
                            new Relu(),
                            new Pool(Pool.Function.MAX, 2, 2, Padding.NONE),
                            new Flatten(),
                            Dense.of(10)),
                    List.of("f32")),
            new Subject(
                    "R",
                    128,
                    Shape.of(32, 32, 64),
                    List.of(
                            new Residual(
                                    List.of(
                                            Convolution.of(64, 3),
                                            BatchNorm.of(),
                                            new Relu(),
                                            Convolution.of(64, 3),
                                            BatchNorm.of()),
                                    List.of()),
                            new Relu(),
                            new GlobalAveragePool(),
                            Dense.of(10)),
                    List.of("f32")),
            new Subject(
                    "W4",
                    64,
                    Shape.of(20, 128),
                    List.of(new Recurrent(Cell.LSTM, 256, new Initializer.GlorotUniform()), Dense.of(10)),
                    List.of("f32")),
            new Subject(
                    "W5",
                    16,
                    Shape.of(128, 256),
                    List.of(
                            new Transformer(4, 256, 1024, true, false, 0, new Initializer.GlorotUniform()),
                            Dense.of(10)),
                    List.of("f32")));
    private static final List<String> HEAD =
            List.of("network", "kernels", "steps/s", "PyTorch steps/s", "ratio", "ratio of fastest windows");

    @Spec
    private CommandSpec spec;

    @Mixin
    private Turns turns;

    /** A network, the batches that it gets, and the kernels that it is timed on. */
    private record Subject(String name, int batch, Shape input, List<Layer> layers, List<String> kinds) {}

    private static Subject perceptron(String name, int... widths) {
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < widths.length; l++) {
            layers.add(Dense.of(widths[l]));
            if (l < widths.length - 1) {
                layers.add(new Relu());
            }
        }
        return new Subject(name, 256, Shape.of(widths[0]), layers, List.of("f32", "bf16", "portable"));
    }

    /**
     * What was measured of a network on some kernels, in milliseconds a step.
     *
     * @param obstacle why it was not measured; empty if it was
     * @param theirs PyTorch's time, with the faster of its two optimizers; null if it is not there
     */
    record Row(String network, String kind, String obstacle, Spread ours, Spread theirs) {
        List<String> cells() {
            if (!obstacle.isEmpty()) {
                return List.of(network, kind, obstacle, "", "", "");
            }
            return List.of(
                    network,
                    kind,
                    rate(ours),
                    theirs == null ? "not there" : rate(theirs),
                    theirs == null ? "" : BenchTable.cell("%.2f", theirs.median() / ours.median()),
                    theirs == null ? "" : BenchTable.cell("%.2f", theirs.least() / ours.least()));
        }

        String text() {
            String figures = obstacle.isEmpty()
                    ? rate(ours) + " steps/s, PyTorch " + (theirs == null ? "not there" : rate(theirs) + " steps/s")
                    : obstacle;
            return network + " " + kind + ": " + figures;
        }

        private static String rate(Spread milliseconds) {
            return BenchTable.cell("%.1f", 1e3 / milliseconds.median());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchTable.measure(spec.commandLine(), this::measure);
        return 0;
    }

    private void measure(BenchTable table) throws IOException, InterruptedException {
        try (PyTorch peer = new PyTorch(turns.python())) {
            String title = turns.title(peer);
            List<List<String>> rows = new ArrayList<>();
            for (Subject subject : SUBJECTS) {
                for (String kind : subject.kinds()) {
                    Row row = measure(subject, kind, peer);
                    rows.add(row.cells());
                    table.show(title, new TextTable(HEAD, rows));
                    table.progress(row.text());
                }
            }
        }
    }

    private Row measure(Subject subject, String kind, PyTorch peer) throws InterruptedException {
        try (Kernels kernels = open(kind)) {
            Runnable step = step(kernels, subject);
            String precision = kind.equals("bf16") ? "bf16" : "f32";
            Turns.Times times = turns.measure(step, WARM_UP_S, peer, subject.name(), precision);
            return new Row(subject.name(), kind, "", times.ours(), times.theirs());
        } catch (IllegalStateException unable) {
            return new Row(subject.name(), kind, unable.getMessage(), null, null);
        }
    }

    private static Kernels open(String kind) {
        return switch (kind) {
            case "f32" -> Backend.CPU.open(Precision.F32, Gpus.NONE, true);
            case "bf16" -> Backend.CPU.open(Precision.BF16);
            default -> Backend.PORTABLE.open(Precision.F32);
        };
    }

    private static Runnable step(Kernels kernels, Subject subject) {
        Network network = new Network(subject.input(), subject.layers(), new SoftmaxCrossEntropy());
        Learner learner = new Learner(
                network,
                Differentiation.of(Wanted.PARAMETERS),
                OptimizerSettings.of(Adam.of(), 1e-4),
                subject.batch(),
                1,
                kernels);
        Tensor x = kernels.zeros(subject.input().batch(subject.batch()));
        Tensor target = kernels.zeros(network.target().batch(subject.batch()));
        Tensor lossGradient = kernels.zeros(network.output().batch(subject.batch()));
        fill(x, target, !network.classifiesSteps());
        return () -> {
            x.touch(); // as a new batch would
            learner.train(x, target, lossGradient);
        };
    }

    /** {@code oneHot}: whether targets are, and no classes of steps. */
    private static void fill(Tensor x, Tensor target, boolean oneHot) {
        for (int i = 0; i < x.size(); i++) {
            x.set(i, Hash.gaussian(1, i));
        }
        for (int i = 0; i < target.size() && !oneHot; i++) {
            target.set(i, (int) (Hash.uniform(2, i) * CLASSES));
        }
        for (int row = 0; row < target.rows() && oneHot; row++) {
            int label = (int) (Hash.uniform(2, row) * target.columns());
            target.set(row * target.columns() + label, 1);
        }
        target.touch();
    }
}
