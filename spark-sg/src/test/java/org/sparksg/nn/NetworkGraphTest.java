package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.graph.Arena;
import org.sparksg.graph.Frame;
import org.sparksg.graph.Layout;
import org.sparksg.graph.Program;
import org.sparksg.graph.Value;
import org.sparksg.graph.Way;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** The graph of a network, fused and planned, computes what it does unfused, each value in its own place: to the last bit. */
class NetworkGraphTest {
    private static final long STREAM = 77;

    static Stream<Arguments> cases() {
        List<Layer> mlp = List.of(Dense.of(11), new Relu(), Dense.of(9), new Tanh(), Dense.of(5));
        List<Layer> norm = List.of(
                new Dense(12, new Initializer.HeNormal(), false),
                BatchNorm.of(),
                new Relu(),
                new Dropout(0.3),
                Dense.of(6),
                new Sigmoid(),
                new Identity(),
                Dense.of(4));
        List<Layer> head = List.of(new SigmoidHead(5));
        List<Layer> first = List.of(new Relu(), Dense.of(3), new Relu());
        return Stream.of(mlp, norm, head, first).flatMap(layers -> Stream.of(Arithmetic.values())
                .flatMap(arithmetic ->
                        Stream.of(Arguments.of(arithmetic, layers, 1), Arguments.of(arithmetic, layers, 7))));
    }

    @ParameterizedTest(name = "{0}, {2} rows: {1}")
    @MethodSource("cases")
    void compiledGivesTheBitsOfTheCheckedOne(Arithmetic arithmetic, List<Layer> layers, int rows) {
        try (Kernels kernels = arithmetic.open()) {
            Network network = new Network(Shape.of(8), layers, new SquaredError());
            NetworkGraph body =
                    NetworkGraph.of(network, 0, layers.size(), rows, NetworkGraph.Mode.TRAIN, Proximal.NONE);
            assertEquals(network.parameters(0, layers.size()), body.slots());
            assertEquals(network.statistics(0, layers.size()), body.states());
            Value seed = body.graph().input("dy", body.output().shape());
            Set<Value> wanted = new HashSet<>(body.parameters());
            wanted.add(body.input());
            Map<Value, Value> gradients = body.graph().differentiate(Map.of(body.output(), seed), wanted, Map.of());
            Way both = new Way("both", gradients);
            Layout compiled = Layout.of(body.graph(), Set.of(body.output()), List.of(both));
            Layout checked = Layout.checked(body.graph(), Set.of(body.output()), List.of(both));
            assertEquals(
                    run(network, body, seed, both, checked, rows, kernels),
                    run(network, body, seed, both, compiled, rows, kernels),
                    compiled.print());
        }
    }

    /** Returns all results of two micro-batches, of which the second one adds to the gradient. */
    private static List<Double> run(
            Network network, NetworkGraph body, Value seed, Way both, Layout layout, int rows, Kernels kernels) {
        Chain chain = new Chain(network, 0, network.size(), rows, kernels);
        Variables variables = variables(chain);
        ParameterVector found = variables.parameters().similar(kernels);
        Map<Value, Tensor> given = new HashMap<>(slots(body.parameters(), variables.parameters()));
        given.putAll(slots(body.statistics(), variables.statistics()));
        given.put(body.input(), Draws.normal(kernels, network.input().batch(rows), 1));
        given.put(seed, Draws.normal(kernels, network.output().batch(rows), 2));
        Frame frame = new Program(layout, kernels, new Arena(kernels))
                .frame(given, Map.of(), slots(body.parameters(), found), new Arena(kernels));
        List<Double> results = new ArrayList<>();
        for (int microBatch = 0; microBatch < 2; microBatch++) {
            frame.forward(STREAM);
            frame.backward(both, microBatch > 0);
            for (Tensor tensor : List.of(
                    frame.result(body.output()),
                    frame.gradient(both, body.input()),
                    found.flat(),
                    variables.statistics().flat())) {
                Arrays.stream(tensor.toArray()).forEach(results::add);
            }
        }
        assertTrue(results.stream().anyMatch(value -> value != 0));
        return results;
    }

    private static Variables variables(Chain chain) {
        Variables variables = chain.newVariables(3);
        for (int i = 0; i < variables.parameters().size(); i++) { // zeros hide mistakes
            variables.parameters().flat().set(i, variables.parameters().flat().get(i) + 0.01 * (i % 7));
        }
        variables.parameters().flat().touch();
        return variables;
    }

    private static Map<Value, Tensor> slots(List<Value> values, ParameterVector vector) {
        Map<Value, Tensor> tensors = new HashMap<>();
        List<Value> all = new ArrayList<>(values);
        for (int i = 0; i < all.size(); i++) {
            tensors.put(all.get(i), vector.get(i));
        }
        return tensors;
    }
}
