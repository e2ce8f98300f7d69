package org.sparksg.nn;

import static org.sparksg.nn.Initializer.ZEROS;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Curve;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Every layer, loss and some whole networks, on every arithmetic, in full and short batches. */
class GradientTest {
    private static final long SEED = 20;
    private static final long STREAM = 21;
    private static final int MAX_BATCH = 6;

    private record Case(String name, Network network) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case squared(String name, Shape input, Layer... layers) {
        return new Case(name, new Network(input, List.of(layers), new SquaredError()));
    }

    private static Case softmax(String name, Shape input, Layer... layers) {
        return new Case(name, new Network(input, List.of(layers), new SoftmaxCrossEntropy()));
    }

    private static Dense biased(int units) {
        return new Dense(units, new Initializer.HeNormal(), true);
    }

    private static Recurrent recurrent(Cell cell, int units) {
        return new Recurrent(cell, units, new Initializer.GlorotUniform());
    }

    private static Convolution conv(int units, int kernel, int stride, Padding padding, int dilation, int groups) {
        return new Convolution(units, kernel, stride, padding, dilation, groups, new Initializer.HeNormal(), true);
    }

    private static List<Case> cases() {
        Shape five = Shape.of(5);
        return List.of(
                squared("dense", five, Dense.of(4)),
                squared("dense without bias", five, new Dense(4, new Initializer.Normal(0.5), false)),
                squared("dense of an image", Shape.of(2, 3, 2), Dense.of(4)),
                squared("batch norm", five, BatchNorm.of()),
                squared("relu", five, new Relu()),
                squared("tanh", Shape.of(2, 3), new Tanh()),
                squared("sigmoid", five, new Sigmoid()),
                squared("dropout", five, new Dropout(0.4)),
                squared("identity on top", five, biased(3), new Identity()),
                squared("convolution", Shape.of(5, 4, 2), conv(3, 3, 1, Padding.SAME, 1, 1), new Tanh()),
                squared("convolution with stride", Shape.of(5, 6, 3), conv(4, 3, 2, Padding.of(1), 1, 1)),
                squared("convolution in groups", Shape.of(3, 4, 4), conv(6, 2, 1, Padding.NONE, 1, 2)),
                squared("wide convolution", Shape.of(7, 5, 2), conv(2, 3, 1, Padding.SAME, 2, 1)),
                squared("max pool", Shape.of(5, 4, 3), new Pool(Pool.Function.MAX, 3, 2, Padding.of(1))),
                squared(
                        "dense above a pool",
                        Shape.of(4, 4, 3),
                        new Pool(Pool.Function.MAX, 2, 2, Padding.NONE),
                        biased(3)),
                squared("dense above a convolution", Shape.of(4, 3, 2), conv(3, 3, 1, Padding.SAME, 1, 1), biased(3)),
                squared("average pool", Shape.of(5, 4, 3), new Pool(Pool.Function.AVERAGE, 2, 2, Padding.SAME)),
                squared("global average pool", Shape.of(3, 4, 2), new GlobalAveragePool(), biased(3)),
                squared("batch norm of channels", Shape.of(3, 2, 4), BatchNorm.of()),
                squared("flatten", Shape.of(3, 2, 2), conv(2, 1, 1, Padding.NONE, 1, 1), new Flatten(), BatchNorm.of()),
                squared("group norm", Shape.of(3, 2, 6), new GroupNorm(2, 1e-5)),
                squared("layer norm", Shape.of(3, 5), biased(6), new LayerNorm(1e-5)),
                squared(
                        "normalise",
                        Shape.of(3, 2),
                        biased(2),
                        new Normalise(List.of(0.25, -1.0), List.of(2.0, 0.5)),
                        new Tanh()),
                squared("gelu", five, new Curved(Curve.Form.GELU, 0)),
                squared("silu", five, new Curved(Curve.Form.SILU, 0)),
                squared("leaky relu", five, new Curved(Curve.Form.LEAKY_RELU, 0.1)),
                squared("softplus", five, new Curved(Curve.Form.SOFTPLUS, 0)),
                squared("flatten alone", Shape.of(3, 2), new Flatten()),
                squared(
                        "residual",
                        Shape.of(4, 4, 3),
                        new Residual(List.of(conv(3, 3, 1, Padding.SAME, 1, 1), BatchNorm.of(), new Tanh()), List.of()),
                        new Residual(
                                List.of(conv(5, 3, 2, Padding.of(1), 1, 1), new Dropout(0.3)),
                                List.of(conv(5, 1, 2, Padding.NONE, 1, 1))),
                        new GlobalAveragePool()),
                squared("dense of a sequence", Shape.of(3, 4), biased(5), new Tanh(), biased(2)),
                squared("rnn", Shape.of(4, 3), recurrent(Cell.TANH, 5)),
                squared("lstm", Shape.of(4, 3), recurrent(Cell.LSTM, 5)),
                squared("gru", Shape.of(4, 3), recurrent(Cell.GRU, 5)),
                squared("lstm of one step", Shape.of(1, 3), recurrent(Cell.LSTM, 2)),
                squared(
                        "stacked recurrent layers",
                        Shape.of(3, 2),
                        recurrent(Cell.LSTM, 4),
                        new Dropout(0.2),
                        recurrent(Cell.GRU, 3),
                        new LastStep(),
                        biased(2)),
                squared(
                        "rows of an image",
                        Shape.of(3, 2, 2),
                        new ImageRows(),
                        recurrent(Cell.GRU, 3),
                        new LastStep(),
                        biased(2)),
                squared("learned positions", Shape.of(3, 4), new Positions(Positions.Form.LEARNED), biased(2)),
                squared("sinusoids", Shape.of(3, 5), new Positions(Positions.Form.SINUSOIDAL), biased(2)),
                squared("attention", Shape.of(5, 6), new Attention(3, false, false, new Initializer.Normal(0.5))),
                squared("causal", Shape.of(4, 4), new Attention(2, true, false, new Initializer.Normal(0.7))),
                squared("rotary", Shape.of(3, 4), new Attention(2, true, true, new Initializer.Normal(0.5))),
                squared(
                        "transformer",
                        Shape.of(3, 4),
                        new Recomputed(
                                List.of(new Transformer(2, 4, 6, true, false, 0.2, new Initializer.Normal(0.5)))),
                        biased(3)),
                new Case(
                        "embedding",
                        new Network(
                                Shape.of(4),
                                6,
                                List.of(
                                        new Embedding(3, new Initializer.Normal(1)),
                                        recurrent(Cell.LSTM, 4),
                                        biased(6)),
                                new SoftmaxCrossEntropy())),
                squared("repeat", five, new Repeat(3, List.of(biased(5), new Tanh())), biased(2)),
                squared(
                        "recomputed",
                        five,
                        new Recomputed(List.of(biased(6), new Tanh(), new Dropout(0.3), biased(6), new Sigmoid())),
                        biased(2)),
                squared("sigmoid head", five, biased(5), new SigmoidHead(3)),
                squared("dense and relu, fused", five, biased(7), new Relu(), biased(7), new Relu(), biased(2)),
                squared("relu above all", five, biased(4), new Relu()),
                squared("relu below all", five, new Relu(), new Tanh(), biased(3)),
                squared("tanh, dropout, sigmoid", five, biased(4), new Tanh(), new Dropout(0.3), new Sigmoid()),
                softmax("softmax alone", five, new Tanh()),
                softmax("dense, softmax", five, Dense.of(3)),
                softmax("zero dense, softmax", five, new Dense(3, ZEROS, true)),
                softmax(
                        "classifier",
                        five,
                        new Dense(8, new Initializer.HeNormal(), false),
                        BatchNorm.of(),
                        new Relu(),
                        biased(6),
                        BatchNorm.of(),
                        new Relu(),
                        new Dropout(0.2),
                        Dense.of(4)));
    }

    static Stream<Arguments> combinations() {
        return cases().stream().flatMap(c -> Stream.of(Arithmetic.values())
                .flatMap(a -> Stream.of(MAX_BATCH, 4).map(rows -> Arguments.of(c, a, rows))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2} rows")
    @MethodSource("combinations")
    void gradientAgreesWithCentralDifferences(Case c, Arithmetic arithmetic, int rows) {
        try (Kernels kernels = arithmetic.open()) {
            new Trial(c.network(), rows, kernels).check();
        }
    }

    /** One network on one batch. */
    private static final class Trial {
        private final Network network;
        private final Kernels kernels;
        private final Variables variables;
        private final Gradient gradient;
        private final ChainPass pass;
        private final Tensor x;
        private final Tensor target;
        private final Tensor dy;

        Trial(Network network, int rows, Kernels kernels) {
            this.network = network;
            this.kernels = kernels;
            Chain chain = new Chain(network, 0, network.size(), MAX_BATCH, kernels);
            this.variables = chain.newVariables(SEED);
            perturb(variables.parameters().flat()); // zeros and ones of biases and scales would hide errors
            this.gradient = chain.newGradient();
            this.pass = chain.newPass(variables, gradient);
            this.x = network.ids() > 0
                    ? Draws.ids(kernels, network.input().batch(rows), 0, network.ids(), 22)
                    : Draws.normal(kernels, network.input().batch(rows), 22);
            this.target = target(rows);
            this.dy = kernels.zeros(network.output().batch(rows));
        }

        private Tensor target(int rows) {
            Shape shape = network.target().batch(rows);
            if (!network.loss().classification()) {
                return Draws.normal(kernels, shape, 24);
            }
            return network.target().equals(network.output())
                    ? Draws.oneHot(kernels, rows, network.output().size(), 23)
                    : Draws.ids(kernels, shape, -1, network.output().last(), 23); // some have no class
        }

        private void perturb(Tensor parameters) {
            Tensor noise = Draws.normal(kernels, parameters.shape(), 25);
            kernels.combine(1, parameters, 0.1, noise, parameters);
        }

        private double loss() {
            return Sums.loss(network.loss(), kernels, pass.train(x, STREAM), target, dy);
        }

        void check() {
            loss();
            Tensor dx = pass.backward(dy);
            double[] byInput = network.ids() > 0 ? new double[0] : dx.toArray();
            ParameterVector parameters = variables.parameters();
            for (int i = 0; i < parameters.slots().size(); i++) {
                double[] dw = gradient.get(i).toArray();
                GradientCheck.check(parameters.slots().get(i).name(), this::loss, parameters.get(i), dw);
            }
            if (network.ids() == 0) {
                GradientCheck.check("x", this::loss, x, byInput);
            }
        }
    }
}
