package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.graph.Value;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** A recurrent layer over all steps at once is the same layer written down step by step. */
class UnrolledTest {
    private static final int ROWS = 3;
    private static final int STEPS = 4;
    private static final int FEATURES = 2;
    private static final int UNITS = 5;

    /** The same parameters under the same names, and operations for each step. */
    private record Unrolled(Cell cell) implements Layer {
        @Override
        public String kind() {
            return new Recurrent(cell, UNITS, new Initializer.GlorotUniform()).kind();
        }

        @Override
        public Value apply(Scope at, Value x) {
            int width = cell.gates() * UNITS;
            Value input = at.parameter("input", Shape.of(FEATURES, width), new Initializer.GlorotUniform());
            Value recurrent = at.parameter("recurrent", Shape.of(UNITS, width), new Initializer.Orthogonal(1));
            Value bias = at.parameter("bias", Shape.of(width), biases());
            Value shift = cell == Cell.GRU ? at.parameter("recurrent-bias", Shape.of(UNITS), Initializer.ZEROS) : null;
            Value start = at.state("state", cell.parts() * UNITS);
            List<Value> state = new ArrayList<>(cell == Cell.LSTM ? start.split(UNITS) : List.of(start));
            Value rest = x.flatten();
            Value made = null;
            for (int t = 0; t < STEPS; t++) {
                List<Value> parts = t < STEPS - 1 ? rest.split(FEATURES) : List.of(rest, rest);
                rest = parts.get(1);
                List<Value> a = gates(parts.get(0).matmul(input).plus(bias));
                List<Value> s = gates(state.get(0).matmul(recurrent));
                switch (cell) {
                    case TANH -> state.set(0, a.get(0).plus(s.get(0)).tanh());
                    case LSTM -> {
                        Value keep = a.get(1).plus(s.get(1)).sigmoid().times(state.get(1));
                        Value add = a.get(0)
                                .plus(s.get(0))
                                .sigmoid()
                                .times(a.get(2).plus(s.get(2)).tanh());
                        state.set(1, keep.plus(add));
                        state.set(
                                0,
                                a.get(3)
                                        .plus(s.get(3))
                                        .sigmoid()
                                        .times(state.get(1).tanh()));
                    }
                    case GRU -> {
                        Value r = a.get(0).plus(s.get(0)).sigmoid();
                        Value z = a.get(1).plus(s.get(1)).sigmoid();
                        Value n = a.get(2).plus(r.times(s.get(2).plus(shift))).tanh();
                        state.set(0, n.plus(z.times(state.get(0).combine(1, -1, n))));
                    }
                }
                made = made == null ? state.get(0) : made.beside(state.get(0));
            }
            at.carry(start, state.stream().reduce(Value::beside).orElseThrow());
            return made.reshape(Shape.of(x.rows(), STEPS, UNITS));
        }

        private Initializer biases() {
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < cell.gates() * UNITS; i++) {
                numbers.add(cell == Cell.LSTM && i / UNITS == 1 ? 1.0 : 0.0);
            }
            return new Initializer.Numbers(numbers);
        }

        private List<Value> gates(Value all) {
            List<Value> gates = new ArrayList<>();
            Value rest = all;
            for (int gate = 0; gate < cell.gates() - 1; gate++) {
                List<Value> parts = rest.split(UNITS);
                gates.add(parts.get(0));
                rest = parts.get(1);
            }
            gates.add(rest);
            return gates;
        }
    }

    @ParameterizedTest
    @CsvSource({"TANH,REFERENCE", "LSTM,REFERENCE", "GRU,REFERENCE", "TANH,PORTABLE", "LSTM,PORTABLE", "GRU,PORTABLE"})
    void allStepsAtOnceAreTheStepsOneByOne(Cell cell, Arithmetic arithmetic) {
        try (Kernels kernels = arithmetic.open()) {
            List<double[]> expected = run(new Unrolled(cell), kernels);
            List<double[]> found = run(new Recurrent(cell, UNITS, new Initializer.GlorotUniform()), kernels);
            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), found.get(i), 1e-12, "result " + i);
            }
        }
    }

    /** Returns the outputs, the state after, and the gradients of parameters, input and the state before. */
    private static List<double[]> run(Layer layer, Kernels kernels) {
        Network network = new Network(Shape.of(STEPS, FEATURES), List.of(layer), new SquaredError());
        Chain chain = new Chain(network, 0, 1, ROWS, Differentiation.FULL.throughTime(true), kernels);
        Variables variables = chain.newVariables(3);
        Tensor flat = variables.parameters().flat();
        kernels.combine(1, flat, 0.1, Draws.normal(kernels, flat.shape(), 4), flat);
        Gradient gradient = chain.newGradient();
        ChainPass pass = chain.newPass(variables, gradient);
        copy(kernels, 5, pass.before(ROWS));
        Tensor y = pass.train(Draws.normal(kernels, network.input().batch(ROWS), 6), 0);
        pass.seed(Draws.normal(kernels, pass.after().shape(), 7));
        Tensor dx = pass.backward(Draws.normal(kernels, network.output().batch(ROWS), 8));
        return List.of(
                y.toArray(),
                pass.after().toArray(),
                gradient.flat().toArray(),
                dx.toArray(),
                pass.beforeGradient().toArray());
    }

    private static void copy(Kernels kernels, long seed, Tensor to) {
        kernels.copy(Draws.normal(kernels, to.shape(), seed), to);
    }
}
