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
 * @param before what is carried from the batch before, for all layers side by side; none or one
 * @param after the same for the batch that follows; none or one
 */
public record NetworkGraph(
        Graph graph,
        Value input,
        Value output,
        List<Value> parameters,
        List<Slot> slots,
        List<Value> statistics,
        List<Slot> states,
        List<Value> before,
        List<Value> after) {
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
        Value input = input(graph, network.shape(from).batch(rows), from == 0 ? network.ids() : 0);
        Writer writer = new Writer(graph, mode, proximal, rows, network.state(from, to));
        Value value = input;
        for (int i = from; i < to; i++) {
            value = writer.apply(network.layers().get(i), network.name(i), i, value);
        }
        return writer.written(input, value);
    }

    /** Writes one layer down, for training with a single row. {@code name}: of the layer in its network. */
    static NetworkGraph ofLayer(Layer layer, String name, Shape example, int ids) {
        Graph graph = new Graph();
        Value input = input(graph, example.batch(1), ids);
        Writer writer = new Writer(graph, Mode.TRAIN, Proximal.NONE, 1, 0);
        return writer.written(input, writer.apply(layer, name, 0, input));
    }

    private static Value input(Graph graph, Shape shape, int ids) {
        return ids > 0 ? graph.ids("x", shape, ids) : graph.input("x", shape);
    }

    /** Collects what layers ask for. */
    private static final class Writer {
        private final Graph graph;
        private final Mode mode;
        private final Proximal proximal;
        private final int rows;
        private final List<Value> parameters = new ArrayList<>();
        private final List<Slot> slots = new ArrayList<>();
        private final List<Value> statistics = new ArrayList<>();
        private final List<Slot> states = new ArrayList<>();
        private final List<Value> before = new ArrayList<>();
        private final List<Value> asked = new ArrayList<>(); // parts of what is carried
        private final List<Value> after = new ArrayList<>(); // of each of these
        private Value rest; // what no layer has asked for; null if the width of all is not known

        /** {@code width}: of all that is carried; 0 if nobody knows. */
        Writer(Graph graph, Mode mode, Proximal proximal, int rows, int width) {
            this.graph = graph;
            this.mode = mode;
            this.proximal = proximal;
            this.rows = rows;
            if (width > 0) {
                rest = graph.input("state", Shape.of(rows, width));
                before.add(rest);
            }
        }

        Value apply(Layer layer, String name, long key, Value x) {
            Scope scope = scope(name, key);
            return graph.within(name, () -> layer.apply(scope, x));
        }

        NetworkGraph written(Value input, Value output) {
            List<Value> carried =
                    after.stream().reduce(Value::beside).map(List::of).orElse(List.of());
            return new NetworkGraph(graph, input, output, parameters, slots, statistics, states, before, carried);
        }

        private Value state(String path, int width) {
            Value own;
            if (rest == null) {
                own = graph.input(path, Shape.of(rows, width));
            } else if (rest.columns() == width) {
                own = rest;
            } else {
                List<Value> parts = rest.split(width);
                own = parts.get(0);
                rest = parts.get(1);
            }
            asked.add(own);
            after.add(own);
            return own;
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
                public Value state(String name, int width) {
                    return Writer.this.state(path + '.' + name, width);
                }

                @Override
                public void carry(Value state, Value next) {
                    after.set(asked.indexOf(state), next);
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
