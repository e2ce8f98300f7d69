package org.sparksg.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.sparksg.nn.Draws;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What a graph refuses, and what is said of it. */
class GraphTest {
    private final Kernels kernels = new ReferenceKernels();
    private final Graph graph = new Graph();
    private final Value x = graph.input("x", Shape.of(3, 4));

    private static <T extends Exception> void refuses(Class<T> type, String message, Executable action) {
        assertEquals(message, assertThrows(type, action).getMessage());
    }

    @Test
    void operandsThatDoNotFitAreNamedWithTheRule() {
        Value weight = graph.parameter("w", Shape.of(5, 2));
        refuses(
                IllegalArgumentException.class,
                "MatMul[transposedX=false, transposedW=false] of shapes [[3, 4], [5, 2]]: needs [n, k] and [k, m]",
                () -> x.matmul(weight));
        refuses(
                IllegalArgumentException.class,
                "Combine[a=1.0, b=1.0] of shapes [[3, 4], [5, 2]]: needs operands of one shape",
                () -> x.plus(weight));
        refuses(
                IllegalArgumentException.class,
                "Split[width=4] of shapes [[3, 4]]: needs a last axis of more than 4",
                () -> x.split(4));
        assertEquals(0, graph.size(), "nothing of it stays");
    }

    @Test
    void valuesOfAnotherGraphAreRefused() {
        Value stranger = new Graph().input("y", Shape.of(3, 4));
        refuses(
                IllegalArgumentException.class,
                "Combine[a=1.0, b=1.0]: operand y[3, 4] is of another graph",
                () -> x.plus(stranger));
    }

    @Test
    void namesAreGivenOnce() {
        refuses(
                IllegalArgumentException.class,
                "x: given twice; names must differ",
                () -> graph.parameter("x", Shape.of(1)));
    }

    @Test
    void onlyStatisticsMove() {
        refuses(
                IllegalArgumentException.class,
                "x[3, 4]: is no statistic, and does not move",
                () -> graph.move(x, 1, x.relu()));
    }

    @Test
    void gradientsHaveTheShapeOfWhatTheyAreOf() {
        Value y = x.relu();
        Value seed = graph.input("dy", Shape.of(3, 3));
        refuses(
                IllegalArgumentException.class,
                "a gradient of shape [3, 3] for " + y,
                () -> graph.differentiate(Map.of(y, seed), Set.of(x), Map.of()));
    }

    @Test
    void whatDoesNotDependOnAValueHasNoGradientOfIt() {
        Value weight = graph.parameter("w", Shape.of(4, 2));
        Value aside = x.matmul(weight);
        Value y = x.tanh();
        Value seed = graph.input("dy", y.shape());
        Map<Value, Value> gradients = graph.differentiate(Map.of(y, seed), Set.of(weight, x), Map.of());
        assertEquals(Set.of(x), gradients.keySet());
        Program program = program(Layout.of(graph, Set.of(y), List.of(new Way("back", gradients))), kernels);
        assertTrue(
                program.layout().print().contains("Activation[function=TANH]"),
                program.layout().print());
        assertTrue(
                !program.layout().print().contains("MatMul"), program.layout().print());
        assertEquals(Shape.of(3, 2), aside.shape());
    }

    /** The gradient by the input goes through other weights, those by the weights do not. */
    @Test
    void gradientsGoThroughWhatStandsInThePlaceOfAWeight() {
        Value weight = graph.parameter("w", Shape.of(4, 2));
        Value fixed = graph.input("fixed", Shape.of(4, 2));
        Value y = x.matmul(weight);
        Value seed = graph.input("dy", y.shape());
        Map<Value, Value> gradients = graph.differentiate(Map.of(y, seed), Set.of(x, weight), Map.of(weight, fixed));
        Way way = new Way("back", gradients);
        Tensor dw = kernels.zeros(weight.shape());
        Map<Value, Tensor> outside = Map.of(
                x, Draws.normal(kernels, x.shape(), 1),
                weight, Draws.normal(kernels, weight.shape(), 2),
                fixed, Draws.normal(kernels, weight.shape(), 3),
                seed, Draws.normal(kernels, y.shape(), 4));
        Frame frame = program(Layout.of(graph, Set.of(y), List.of(way)), kernels)
                .frame(outside, Map.of(), Map.of(weight, dw), new Arena(kernels));
        frame.forward(0);
        frame.backward(way, false);
        Tensor expected = kernels.zeros(x.shape());
        kernels.matmulTransposedWeight(outside.get(seed), outside.get(fixed), expected)
                .run();
        assertArrayEquals(expected.toArray(), frame.gradient(way, x).toArray());
        Tensor expectedWeight = kernels.zeros(weight.shape());
        kernels.matmulTransposedInput(outside.get(x), outside.get(seed), expectedWeight, false)
                .run();
        assertArrayEquals(expectedWeight.toArray(), dw.toArray());
    }

    /** A gradient that reaches a parameter twice, one that is the seed itself, and one that another operation reads. */
    @Test
    void gradientsArriveWhereTheyBelongWhateverMakesThem() {
        Value bias = graph.parameter("b", Shape.of(4));
        Value scale = graph.parameter("s", Shape.of(3, 4));
        Value y = x.plus(bias).times(scale).plus(bias).plus(scale);
        Value seed = graph.input("dy", y.shape());
        Way way = new Way("back", graph.differentiate(Map.of(y, seed), Set.of(bias, scale), Map.of()));
        Map<Value, Tensor> outside = Map.of(
                x, Draws.normal(kernels, x.shape(), 1),
                bias, Draws.normal(kernels, bias.shape(), 2),
                scale, Draws.normal(kernels, scale.shape(), 3),
                seed, Draws.normal(kernels, y.shape(), 4));
        Map<Value, Tensor> found = Map.of(bias, kernels.zeros(bias.shape()), scale, kernels.zeros(scale.shape()));
        Frame frame = program(Layout.of(graph, Set.of(y), List.of(way)), kernels)
                .frame(outside, Map.of(), found, new Arena(kernels));
        frame.forward(0);
        frame.backward(way, false);
        double[] once = found.get(bias).toArray();
        double[] ofScale = found.get(scale).toArray();
        for (int i = 0; i < ofScale.length; i++) { // d = dy (x + b) + dy
            double sum = outside.get(x).get(i) + outside.get(bias).get(i % 4) + 1;
            assertEquals(outside.get(seed).get(i) * sum, ofScale[i], 1e-12);
        }
        frame.backward(way, true);
        for (int i = 0; i < once.length; i++) {
            assertEquals(2 * once[i], found.get(bias).get(i), 1e-12);
        }
        assertEquals(2 * ofScale[5], found.get(scale).get(5), 1e-12);
    }

    @Test
    void checkedProgramNamesWhoMadeTheFirstNumberThatIsNone() {
        Value y = graph.within("3.head", () -> x.times(1e200).times(x.times(1e200)));
        Frame frame = program(Layout.checked(graph, Set.of(y), List.of()), kernels)
                .frame(Map.of(x, Draws.normal(kernels, x.shape(), 1)), Map.of(), Map.of(), new Arena(kernels));
        String message =
                assertThrows(ArithmeticException.class, () -> frame.forward(0)).getMessage();
        assertTrue(message.contains("Multiply[]") && message.contains("3.head"), message);
    }

    @Test
    void tensorsThatAreMissingAreNamed() {
        Value weight = graph.parameter("w", Shape.of(4, 2));
        Value y = x.matmul(weight);
        Program program = program(Layout.of(graph, Set.of(y), List.of()), kernels);
        Tensor input = kernels.zeros(x.shape());
        refuses(
                IllegalArgumentException.class,
                "a tensor for w[4, 2]: none was given",
                () -> program.frame(Map.of(x, input), Map.of(), Map.of(), new Arena(kernels)));
        refuses(
                IllegalArgumentException.class,
                "a tensor for w[4, 2]: has shape [3, 4]",
                () -> program.frame(Map.of(x, input, weight, input), Map.of(), Map.of(), new Arena(kernels)));
    }

    /** What nobody reads any more is overwritten: a long chain needs two places, and in place one. */
    @Test
    void longChainsNeedLittleMemory() {
        Value y = x;
        for (int i = 0; i < 50; i++) {
            y = y.tanh();
        }
        assertEquals(
                16,
                program(Layout.of(graph, Set.of(y), List.of()), kernels)
                        .layout()
                        .workSize(),
                "in place");
        Graph other = new Graph();
        Value z = other.input("x", Shape.of(3, 4));
        Value weight = other.parameter("w", Shape.of(4, 4));
        for (int i = 0; i < 50; i++) {
            z = z.matmul(weight);
        }
        assertEquals(
                32,
                program(Layout.of(other, Set.of(z), List.of()), kernels)
                        .layout()
                        .workSize(),
                "to and fro");
    }

    private static Program program(Layout layout, Kernels kernels) {
        return new Program(layout, kernels, new Arena(kernels));
    }
}
