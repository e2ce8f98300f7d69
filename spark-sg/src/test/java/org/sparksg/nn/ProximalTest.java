package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** The implicit step of a dense layer against its definition, computed in plain doubles from the weights' side. */
class ProximalTest {
    private static final int MAX_BATCH = 6;
    private static final int INPUTS = 4;
    private static final int UNITS = 3;
    private static final double STEP = 0.3;

    private enum Subject {
        REFERENCE(ReferenceKernels::new, 1e-9),
        PORTABLE_DOUBLE(() -> new PortableKernels(Element.F64), 1e-9),
        PORTABLE_FLOAT(() -> new PortableKernels(Element.F32), 2e-5),
        CPU(() -> Backend.CPU.open(Precision.F32), 2e-5);

        private final Supplier<Kernels> supplier;
        private final double tolerance;

        Subject(Supplier<Kernels> supplier, double tolerance) {
            this.supplier = supplier;
            this.tolerance = tolerance;
        }
    }

    /** A layer on its own, with one batch. */
    private static final class Layer {
        final Chain chain;
        final Variables variables;
        final Gradient gradient;
        final Tensor x;
        final Tensor dy;
        final ChainPass pass;

        Layer(Kernels kernels, Proximal proximal, boolean bias, int rows) {
            Dense dense = new Dense(UNITS, new Initializer.GlorotUniform(), bias);
            Network network = new Network(Shape.of(INPUTS), List.of(dense), new SquaredError());
            chain = new Chain(network, 0, 1, MAX_BATCH, Differentiation.FULL.with(proximal), kernels);
            variables = chain.newVariables(1);
            gradient = chain.newGradient();
            x = Draws.normal(kernels, Shape.of(rows, INPUTS), 2);
            dy = Draws.normal(kernels, Shape.of(rows, UNITS), 3);
            pass = chain.newPass(variables, gradient);
            pass.train(x, 0);
        }

        double[] backward() {
            gradient.begin();
            pass.backward(dy);
            return gradient.flat().toArray();
        }

        /** The inputs, with the bias as one more that is always 1. */
        double[][] inputs() {
            double[][] rows = new double[x.rows()][variables.parameters().size() / UNITS];
            for (int row = 0; row < rows.length; row++) {
                for (int i = 0; i < rows[row].length; i++) {
                    rows[row][i] = i < INPUTS ? x.get(row * INPUTS + i) : 1;
                }
            }
            return rows;
        }
    }

    static Stream<Arguments> combinations() {
        return Stream.of(Subject.values()).flatMap(subject -> Stream.of(true, false)
                .flatMap(bias -> Stream.of(6, 2).map(rows -> Arguments.of(subject, bias, rows))));
    }

    @ParameterizedTest(name = "{0}, bias {1}, {2} rows")
    @MethodSource("combinations")
    void theGradientLeadsToTheMinimumOfTheProximalProblem(Subject subject, boolean bias, int rows) {
        try (Kernels kernels = subject.supplier.get()) {
            Layer layer = new Layer(kernels, new Proximal(STEP, 30), bias, rows);
            double[] seen = layer.backward();
            double[] start = layer.variables.parameters().flat().toArray();
            double[][] x = layer.inputs();
            double[] end = minimum(x, start, layer.dy.toArray());
            double size = 0;
            for (int i = 0; i < seen.length; i++) {
                size = Math.max(size, Math.abs(start[i] - end[i]) / STEP);
            }
            for (int i = 0; i < seen.length; i++) {
                assertEquals((start[i] - end[i]) / STEP, seen[i], subject.tolerance * size, "element " + i);
            }
        }
    }

    /** Solves {@code (xᵀx + I / step) W⁺ = xᵀ (x W - dy) + W / step} by elimination. */
    private static double[] minimum(double[][] x, double[] weights, double[] dy) {
        int inputs = x[0].length;
        double[][] left = new double[inputs][inputs];
        double[][] right = new double[inputs][UNITS];
        for (int i = 0; i < inputs; i++) {
            left[i][i] = 1 / STEP;
            for (int unit = 0; unit < UNITS; unit++) {
                right[i][unit] = weights[i * UNITS + unit] / STEP;
            }
        }
        for (int row = 0; row < x.length; row++) {
            for (int unit = 0; unit < UNITS; unit++) {
                double target = -dy[row * UNITS + unit];
                for (int i = 0; i < inputs; i++) {
                    target += x[row][i] * weights[i * UNITS + unit];
                }
                for (int i = 0; i < inputs; i++) {
                    right[i][unit] += x[row][i] * target;
                }
            }
            for (int i = 0; i < inputs; i++) {
                for (int j = 0; j < inputs; j++) {
                    left[i][j] += x[row][i] * x[row][j];
                }
            }
        }
        return solve(left, right);
    }

    /** Gauss and Jordan; the matrix is positive definite, so that no row has to change its place. */
    private static double[] solve(double[][] left, double[][] right) {
        for (int pivot = 0; pivot < left.length; pivot++) {
            for (int row = 0; row < left.length; row++) {
                double factor = row == pivot ? 0 : left[row][pivot] / left[pivot][pivot];
                for (int j = 0; j < left.length; j++) {
                    left[row][j] -= factor * left[pivot][j];
                }
                for (int unit = 0; unit < UNITS; unit++) {
                    right[row][unit] -= factor * right[pivot][unit];
                }
            }
        }
        double[] solution = new double[left.length * UNITS];
        for (int i = 0; i < solution.length; i++) {
            solution[i] = right[i / UNITS][i % UNITS] / left[i / UNITS][i / UNITS];
        }
        return solution;
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void fewIterationsAreThoseOfConjugateGradientsOnTheWeights(int iterations) {
        try (Kernels kernels = new ReferenceKernels()) {
            Layer layer = new Layer(kernels, new Proximal(STEP, iterations), true, 6);
            double[] gradient = new Layer(kernels, Proximal.NONE, true, 6).backward();
            assertArrayEquals(conjugateGradients(layer.inputs(), gradient, iterations), layer.backward(), 1e-9);
        }
    }

    /** The textbook's algorithm for {@code (I + step · xᵀx) d = gradient} from 0 on, each unit by itself. */
    private static double[] conjugateGradients(double[][] x, double[] gradient, int iterations) {
        double[] d = new double[gradient.length];
        double[] residual = gradient.clone();
        double[] direction = gradient.clone();
        for (int i = 0; i < iterations; i++) {
            double[] image = apply(x, direction);
            for (int unit = 0; unit < UNITS; unit++) {
                double before = dot(residual, residual, unit);
                double length = before / dot(direction, image, unit);
                for (int j = unit; j < d.length; j += UNITS) {
                    d[j] += length * direction[j];
                    residual[j] -= length * image[j];
                }
                double share = dot(residual, residual, unit) / before;
                for (int j = unit; j < d.length; j += UNITS) {
                    direction[j] = residual[j] + share * direction[j];
                }
            }
        }
        return d;
    }

    private static double[] apply(double[][] x, double[] w) {
        double[] result = w.clone();
        for (double[] row : x) {
            for (int unit = 0; unit < UNITS; unit++) {
                double output = 0;
                for (int i = 0; i < row.length; i++) {
                    output += row[i] * w[i * UNITS + unit];
                }
                for (int i = 0; i < row.length; i++) {
                    result[i * UNITS + unit] += STEP * row[i] * output;
                }
            }
        }
        return result;
    }

    private static double dot(double[] a, double[] b, int unit) {
        double sum = 0;
        for (int i = unit; i < a.length; i += UNITS) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void aTinyStepIsTheExplicitGradient() {
        try (Kernels kernels = new ReferenceKernels()) {
            double[] explicit = new Layer(kernels, Proximal.NONE, true, 6).backward();
            assertArrayEquals(explicit, new Layer(kernels, new Proximal(1e-12, 1), true, 6).backward(), 1e-9);
        }
    }

    @Test
    void theGradientByTheInputStaysExplicit() {
        try (Kernels kernels = new ReferenceKernels()) {
            Layer explicit = new Layer(kernels, Proximal.NONE, true, 6);
            Layer implicit = new Layer(kernels, new Proximal(STEP, 3), true, 6);
            assertArrayEquals(
                    explicit.pass.backward(explicit.dy).toArray(),
                    implicit.pass.backward(implicit.dy).toArray());
        }
    }

    @Test
    void batchesInFlightShareAWorkSpaceAndDisturbNoOther() {
        try (Kernels kernels = new ReferenceKernels()) {
            Proximal proximal = new Proximal(STEP, 3);
            double[] alone = new Layer(kernels, proximal, true, 6).backward();
            Layer layer = new Layer(kernels, proximal, true, 6);
            ChainPass other = layer.chain.newPass(layer.variables, layer.gradient);
            other.train(Draws.normal(kernels, Shape.of(4, INPUTS), 4), 1);
            layer.gradient.begin();
            other.backward(Draws.normal(kernels, Shape.of(4, UNITS), 5));
            assertArrayEquals(alone, layer.backward());
        }
    }

    @Test
    void nothingToLearnGivesAGradientOfZeroAndNothingKnownGivesNone() {
        try (Kernels kernels = new ReferenceKernels()) {
            Layer layer = new Layer(kernels, new Proximal(STEP, 3), true, 6);
            kernels.fill(layer.dy, 0);
            assertArrayEquals(new double[layer.variables.parameters().size()], layer.backward());
            kernels.fill(layer.dy, Double.NaN);
            assertTrue(Double.isNaN(layer.backward()[0]));
        }
    }

    @Test
    void numbersThatMeanNothingAreRefused() {
        assertEquals(
                "iterations = 0: must be >= 1 if step is above 0",
                assertThrows(IllegalArgumentException.class, () -> new Proximal(1, 0))
                        .getMessage());
        assertEquals(
                "step = -1.0: must be >= 0",
                assertThrows(IllegalArgumentException.class, () -> new Proximal(-1, 3))
                        .getMessage());
    }
}
