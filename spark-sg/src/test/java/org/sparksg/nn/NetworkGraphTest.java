package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.graph.Frame;
import org.sparksg.graph.Program;
import org.sparksg.graph.Value;
import org.sparksg.graph.Way;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** The graph of a network computes what its passes do, to the last bit, on the reference and on the portable kernels. */
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
    void graphGivesTheBitsOfThePasses(Arithmetic arithmetic, List<Layer> layers, int rows) {
        try (Kernels kernels = arithmetic.open()) {
            Network network = new Network(Shape.of(8), layers, new SquaredError());
            Chain chain = new Chain(network, 0, layers.size(), rows, kernels);
            Variables old = variables(chain);
            Variables now = variables(chain);
            Gradient gradient = chain.newGradient();
            ParameterVector found = now.parameters().similar(kernels);
            Pass pass = chain.newPass();
            Tensor x = Draws.normal(kernels, network.input().batch(rows), 1);
            Tensor dy = Draws.normal(kernels, network.output().batch(rows), 2);

            NetworkGraph body = NetworkGraph.of(network, 0, layers.size(), rows, NetworkGraph.Mode.TRAIN);
            assertEquals(network.parameters(0, layers.size()), body.slots());
            assertEquals(network.statistics(0, layers.size()), body.states());
            Value seed = body.graph().input("dy", body.output().shape());
            Set<Value> wanted = new HashSet<>(body.parameters());
            wanted.add(body.input());
            Map<Value, Value> gradients = body.graph().differentiate(Map.of(body.output(), seed), wanted, Map.of());
            Way both = new Way("both", gradients);
            for (Program program : List.of(
                    Program.compile(body.graph(), Set.of(body.output()), List.of(both), kernels),
                    Program.checked(body.graph(), Set.of(body.output()), List.of(both), kernels))) {
                Frame frame = program.frame(given(body, x, seed, dy, now), Map.of(), slots(body.parameters(), found));
                gradient.begin();
                for (int microBatch = 0; microBatch < 2; microBatch++) { // the second one adds to the gradient
                    Tensor y = pass.train(old, x, STREAM);
                    Tensor dx = pass.backward(old, gradient, dy);
                    frame.forward(STREAM);
                    frame.backward(both, microBatch > 0);
                    assertArrayEquals(y.toArray(), frame.result(body.output()).toArray(), program.print());
                    assertArrayEquals(
                            dx.toArray(), frame.gradient(both, body.input()).toArray(), program.print());
                    assertArrayEquals(gradient.flat().toArray(), found.flat().toArray(), program.print());
                    assertArrayEquals(
                            old.statistics().flat().toArray(),
                            now.statistics().flat().toArray());
                }
            }
        }
    }

    private static Variables variables(Chain chain) {
        Variables variables = chain.newVariables(3);
        for (int i = 0; i < variables.parameters().size(); i++) { // zeros hide mistakes
            variables.parameters().flat().set(i, variables.parameters().flat().get(i) + 0.01 * (i % 7));
        }
        variables.parameters().flat().touch();
        return variables;
    }

    private static Map<Value, Tensor> given(NetworkGraph body, Tensor x, Value seed, Tensor dy, Variables variables) {
        Map<Value, Tensor> given = new HashMap<>(slots(body.parameters(), variables.parameters()));
        given.putAll(slots(body.statistics(), variables.statistics()));
        given.put(body.input(), x);
        given.put(seed, dy);
        return given;
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
