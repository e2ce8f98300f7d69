package org.sparksg.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.nn.Draws;
import org.sparksg.nn.GradientCheck;
import org.sparksg.nn.Sums;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Graphs that nobody thought of: their gradients are those of differences, and no bit depends on how they are compiled. */
class RandomGraphTest {
    private static final int ROWS = 3;
    private static final int SEGMENT = 3;
    private static final int OPERATIONS = 5 * SEGMENT;
    private static final int SEEDS = 12;

    private final Kernels kernels = new ReferenceKernels();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void gradientsAreThoseOfDifferences(int round) {
        for (int i = 0; i < SEEDS; i++) {
            Drawn drawn = new Drawn(round * 1000L + i, false);
            Compiled compiled = drawn.compile(true);
            compiled.frame.forward(5);
            compiled.frame.backward(compiled.way, false);
            for (Value value : drawn.leaves) {
                double[] gradient = compiled.gradient(value);
                GradientCheck.check(
                        compiled.program.layout().print() + value,
                        () -> {
                            compiled.frame.forward(5);
                            return Sums.dot(
                                    kernels, compiled.frame.result(drawn.output), compiled.outside.get(drawn.seed));
                        },
                        compiled.outside.get(value),
                        gradient);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void fusedAndPlannedGraphsGiveTheBitsOfThoseThatAreNot(int round) {
        for (int i = 0; i < 5 * SEEDS; i++) {
            Compiled slow = new Drawn(round * 1000L + i, false).compile(true);
            Compiled fast = new Drawn(round * 1000L + i, false).compile(false);
            kernels.fill(fast.program.work(), Double.NaN); // nothing there may be read before it is written
            String program = fast.program.layout().print();
            for (int pass = 0; pass < 2; pass++) { // the second one adds
                for (Compiled compiled : List.of(slow, fast)) {
                    compiled.frame.forward(pass);
                    compiled.frame.backward(compiled.way, pass > 0);
                }
                assertSame(slow, fast);
            }
            assertTrue(fast.program.layout().workSize() <= slow.program.layout().workSize(), program);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void computingAgainChangesNoBitAndKeepsLess(int round) {
        int less = 0;
        long kept = 0;
        long keptAgain = 0; // a segment that gets something which nobody else reads on the way back may keep that
        for (int i = 0; i < 5 * SEEDS; i++) {
            Compiled once = new Drawn(round * 1000L + i, false).compile(false);
            Compiled again = new Drawn(round * 1000L + i, true).compile(false);
            kernels.fill(again.program.work(), Double.NaN);
            for (Compiled compiled : List.of(once, again)) {
                compiled.frame.forward(3);
                compiled.frame.backward(compiled.way, false);
            }
            assertSame(once, again);
            kept += once.program.layout().keptSize();
            keptAgain += again.program.layout().keptSize();
            less += again.program.layout().keptSize() < once.program.layout().keptSize() ? 1 : 0;
        }
        assertTrue(less > SEEDS, less + " graphs keep less");
        assertTrue(keptAgain < kept, keptAgain + " elements kept instead of " + kept);
    }

    private static void assertSame(Compiled expected, Compiled found) {
        String program = found.program.layout().print();
        assertArrayEquals(
                expected.frame.result(expected.drawn.output).toArray(),
                found.frame.result(found.drawn.output).toArray(),
                program);
        for (int i = 0; i < expected.drawn.leaves.size(); i++) {
            Value value = found.drawn.leaves.get(i);
            assertArrayEquals(
                    expected.gradient(expected.drawn.leaves.get(i)),
                    found.gradient(value),
                    () -> value + "\n" + program);
        }
    }

    /** A graph that a seed gives, with a gradient for each leaf that the output depends on. */
    private final class Drawn {
        private final long seedOfDraws;
        private final Graph graph = new Graph();
        private final List<Value> values = new ArrayList<>();
        private final List<Value> leaves = new ArrayList<>();
        private final Value output;
        private final Value seed;
        private final Map<Value, Value> gradients;
        private int draws;

        /** {@code again}: whether all of it is computed again, in segments of {@value #SEGMENT} operations. */
        Drawn(long seedOfDraws, boolean again) {
            this.seedOfDraws = seedOfDraws;
            Value x = graph.input("x", Shape.of(ROWS, 4));
            values.add(x);
            leaves.add(x);
            for (int i = 0; i < OPERATIONS; i += SEGMENT) {
                int first = i;
                Supplier<Boolean> segment = () -> append(first);
                boolean done = again ? graph.recomputed(segment) : segment.get();
                assertTrue(done);
            }
            output = values.get(values.size() - 1);
            seed = graph.input("seed", output.shape());
            gradients = graph.differentiate(Map.of(output, seed), new LinkedHashSet<>(leaves), Map.of());
            leaves.retainAll(gradients.keySet());
        }

        private boolean append(int first) {
            for (int i = first; i < first + SEGMENT; i++) {
                int number = i;
                values.add(graph.within("part" + i, () -> next(number)));
            }
            return true;
        }

        private int draw(int bound) {
            return (int) (Hash.uniform(seedOfDraws, draws++) * bound);
        }

        private Value parameter(String name, int... dims) {
            Value value = graph.parameter(name, Shape.of(dims));
            leaves.add(value);
            return value;
        }

        private Value any() {
            return values.get(values.size() - 1 - draw(Math.min(4, values.size())));
        }

        private Value alike(Value x) {
            List<Value> same = values.stream()
                    .filter(value -> value.shape().equals(x.shape()))
                    .toList();
            return same.get(draw(same.size()));
        }

        private Value next(int i) {
            Value x = any();
            int columns = x.columns();
            return switch (draw(15)) {
                case 0, 1 -> {
                    int units = 2 + draw(4);
                    Value y = x.matmul(parameter("w" + i, columns, units)).plus(parameter("b" + i, units));
                    yield draw(2) == 0 ? y.tanh() : y.relu();
                }
                case 2 -> x.sigmoid();
                case 3 -> x.tanh();
                case 4 -> x.plus(alike(x));
                case 5 -> x.times(alike(x));
                case 6 -> x.combine(0.3, -0.7, alike(x));
                case 7 -> x.times(parameter("s" + i, 1));
                case 8 -> columns > 1 ? x.split(1 + draw(columns - 1)).get(draw(2)) : x.times(2);
                case 9 -> x.flatten().beside(any().flatten());
                case 10 -> x.dropout(0.4, i);
                case 11 -> x.matmulTransposed(any(columns)).matmul(any());
                case 13 -> x.shape().rank() == 2 ? x.reshape(Shape.of(ROWS, 1, columns)) : x.flatten();
                case 12 -> x.plus(parameter("c" + i, columns));
                default ->
                    x.normalise(parameter("g" + i, columns), parameter("h" + i, columns), 0.1)
                            .y();
            };
        }

        private Value any(int columns) {
            List<Value> same =
                    values.stream().filter(value -> value.columns() == columns).toList();
            return same.get(draw(same.size()));
        }

        Compiled compile(boolean checked) {
            return new Compiled(this, checked);
        }
    }

    /** A drawn graph with tensors of its own. */
    private final class Compiled {
        private final Drawn drawn;
        private final Way way;
        private final Program program;
        private final Frame frame;
        private final Map<Value, Tensor> outside = new HashMap<>();
        private final Map<Value, Tensor> found = new LinkedHashMap<>();

        Compiled(Drawn drawn, boolean checked) {
            this.drawn = drawn;
            way = new Way("all", drawn.gradients);
            Set<Value> results = Set.of(drawn.output);
            program = checked
                    ? program(Layout.checked(drawn.graph, results, List.of(way)), kernels)
                    : program(Layout.of(drawn.graph, results, List.of(way)), kernels);
            outside.put(drawn.seed, Draws.normal(kernels, drawn.seed.shape(), 1));
            outside.put(drawn.graph.given("x"), draw(Shape.of(ROWS, 4), 2));
            drawn.graph.parameters().forEach(value -> {
                outside.put(value, draw(value.shape(), value.id()));
                found.put(value, kernels.zeros(value.shape()));
            });
            frame = program.frame(outside, Map.of(), found, new Arena(kernels));
        }

        /** Small: long products of large numbers have no exact differences. */
        private Tensor draw(Shape shape, long seed) {
            Tensor drawn = Draws.normal(kernels, shape, seed);
            kernels.scale(0.4, drawn, drawn);
            return drawn;
        }

        double[] gradient(Value of) {
            return (found.containsKey(of) ? found.get(of) : frame.gradient(way, of)).toArray();
        }
    }

    private static Program program(Layout layout, Kernels kernels) {
        return new Program(layout, kernels, new Arena(kernels));
    }
}
