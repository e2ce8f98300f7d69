package org.sparksg.nn;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.graph.Graph;
import org.sparksg.graph.Value;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;

/**
 * Consecutive layers of a network as a graph, for one number of rows.
 *
 * @param slots what {@code parameters} are, in the same order
 * @param states what {@code statistics} are, in the same order
 */
public record NetworkGraph(
        Graph graph,
        Value input,
        Value output,
        List<Value> parameters,
        List<Slot> slots,
        List<Value> statistics,
        List<Slot> states) {

    /** How a batch goes through. */
    public enum Mode {
        /** With the statistics of the batch, with dropout. */
        TRAIN,
        /** With the running statistics, without dropout. */
        INFER
    }

    /**
     * Writes the layers {@code from} (included) to {@code to} (excluded) down.
     *
     * @param proximal the implicit step that dense layers learn with
     */
    public static NetworkGraph of(Network network, int from, int to, int rows, Mode mode, Proximal proximal) {
        Graph graph = new Graph();
        Value input = graph.input("x", network.shape(from).batch(rows));
        Writer writer = new Writer(graph, mode, proximal);
        Value value = input;
        for (int i = from; i < to; i++) {
            value = writer.apply(network.layers().get(i), network.name(i), i, value);
        }
        return writer.written(input, value);
    }

    /** Writes one layer down, for training with a single row. {@code name}: of the layer in its network. */
    static NetworkGraph ofLayer(Layer layer, String name, Shape example) {
        Graph graph = new Graph();
        Value input = graph.input("x", example.batch(1));
        Writer writer = new Writer(graph, Mode.TRAIN, Proximal.NONE);
        return writer.written(input, writer.apply(layer, name, 0, input));
    }

    /** Collects what layers ask for. */
    private static final class Writer {
        private final Graph graph;
        private final Mode mode;
        private final Proximal proximal;
        private final List<Value> parameters = new ArrayList<>();
        private final List<Slot> slots = new ArrayList<>();
        private final List<Value> statistics = new ArrayList<>();
        private final List<Slot> states = new ArrayList<>();

        Writer(Graph graph, Mode mode, Proximal proximal) {
            this.graph = graph;
            this.mode = mode;
            this.proximal = proximal;
        }

        Value apply(Layer layer, String name, long key, Value x) {
            Scope scope = scope(name, key);
            return graph.within(name, () -> layer.apply(scope, x));
        }

        NetworkGraph written(Value input, Value output) {
            return new NetworkGraph(graph, input, output, parameters, slots, statistics, states);
        }

        Scope scope(String path, long key) {
            return new Scope() {
                @Override
                public Scope in(String part) {
                    return scope(path + '/' + part, Hash.mix(key, part.hashCode()));
                }

                @Override
                public Value parameter(String name, Shape shape, Initializer initializer) {
                    Slot slot = new Slot(name, shape, initializer).within(path);
                    slots.add(slot);
                    parameters.add(graph.parameter(slot.name(), shape));
                    return parameters.get(parameters.size() - 1);
                }

                @Override
                public Value statistic(String name, Shape shape, Initializer initializer) {
                    Slot slot = new Slot(name, shape, initializer).within(path);
                    states.add(slot);
                    statistics.add(graph.statistic(slot.name(), shape));
                    return statistics.get(statistics.size() - 1);
                }

                @Override
                public void move(Value statistic, double share, Value now) {
                    graph.move(statistic, share, now);
                }

                @Override
                public boolean training() {
                    return mode == Mode.TRAIN;
                }

                @Override
                public Proximal proximal() {
                    return proximal;
                }

                @Override
                public long key() {
                    return key;
                }
            };
        }
    }
}
