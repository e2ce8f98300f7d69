package org.sparksg.nn;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.graph.Graph;
import org.sparksg.graph.Value;
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

    /** Writes the layers {@code from} (included) to {@code to} (excluded) down. */
    public static NetworkGraph of(Network network, int from, int to, int rows, Mode mode) {
        Graph graph = new Graph();
        Value input = graph.input("x", network.shape(from).batch(rows));
        Writer writer = new Writer(graph, mode);
        Value value = input;
        for (int i = from; i < to; i++) {
            Layer layer = network.layers().get(i);
            Scope scope = writer.scope(network.name(i), i);
            Value x = value;
            value = graph.within(network.name(i), () -> layer.apply(scope, x));
        }
        return new NetworkGraph(graph, input, value, writer.parameters, writer.slots, writer.statistics, writer.states);
    }

    /** Collects what layers ask for. */
    private static final class Writer {
        private final Graph graph;
        private final Mode mode;
        private final List<Value> parameters = new ArrayList<>();
        private final List<Slot> slots = new ArrayList<>();
        private final List<Value> statistics = new ArrayList<>();
        private final List<Slot> states = new ArrayList<>();

        Writer(Graph graph, Mode mode) {
            this.graph = graph;
            this.mode = mode;
        }

        Scope scope(String path, long key) {
            return new Scope() {
                @Override
                public Scope in(String part) {
                    return scope(path + '/' + part, key);
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
                public long key() {
                    return key;
                }
            };
        }
    }
}
