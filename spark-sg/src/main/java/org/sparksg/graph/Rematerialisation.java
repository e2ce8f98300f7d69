package org.sparksg.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes light values once more on the way back, from what is kept anyway, so that nobody keeps them in between: with the input of a
 * batch normalisation, its result and that of the ReLU behind it follow. A value that would take more time than some operations on the
 * largest value is kept. The parameters that they read, which must be smaller, are kept as they were on the way forward: no bit changes.
 */
final class Rematerialisation {
    private static final int MOST = 5; // operations for a value: as many as on each element of the largest one
    private static final int ARITHMETIC =
            32; // floating-point operations in the time of an element from memory and back

    private final Graph graph;
    private final Set<Value> results;
    private final Map<Value, Node> makers = new HashMap<>();
    private final Map<Value, Value> copies = new LinkedHashMap<>(); // of parameters
    private final long most; // elements that may be computed again for a value

    Rematerialisation(Graph graph, Set<Value> results) {
        this.graph = graph;
        this.results = results;
        graph.forward().forEach(node -> node.out().forEach(value -> makers.put(value, node)));
        this.most = MOST
                * makers.keySet().stream()
                        .mapToLong(value -> value.shape().size())
                        .max()
                        .orElse(0);
    }

    /** Returns the operations of a way back with those that it needs again. */
    List<Node> on(List<Node> backward) {
        Set<Value> kept = new HashSet<>(results);
        backward.forEach(node -> kept.addAll(node.reads()));
        Set<Value> light = light(kept);
        kept.removeAll(light);
        Map<Value, Value> now = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Node node : backward) {
            List<Value> in = new ArrayList<>();
            for (Value value : node.in()) {
                in.add(light.contains(value.base()) ? onceMore(value, kept, now, nodes) : value);
            }
            nodes.add(new Node(node.op(), in, node.out(), node.scope()));
        }
        return nodes;
    }

    /** Returns the way forward with the copies of parameters that the ways back read. */
    List<Node> forward() {
        List<Node> nodes = new ArrayList<>();
        copies.forEach((parameter, copy) -> nodes.add(new Node(new Scale(1), List.of(parameter), List.of(copy), "")));
        nodes.addAll(graph.forward());
        return nodes;
    }

    /** Returns those of the values that few operations make of the others of them. */
    private Set<Value> light(Set<Value> read) {
        Set<Value> light = new HashSet<>();
        Map<Value, Long> costs = new HashMap<>(); // elements that are computed for a value
        for (Node node : graph.forward()) {
            long cost = cost(node);
            for (Value in : node.reads()) {
                boolean there = in.is(Given.Kind.PARAMETER) || read.contains(in) && !light.contains(in);
                cost += there ? 0 : costs.getOrDefault(in, most + 1);
            }
            if (cost <= most) {
                Value result = node.out(0);
                costs.put(result, cost);
                if (read.contains(result) && !results.contains(result)) {
                    light.add(result);
                }
            }
        }
        return light;
    }

    /** Returns the elements that an operation alone takes, with those of the copies of parameters; too many if it is not for this. */
    private long cost(Node node) {
        if (!node.op().isRepeatable()) {
            return most + 1;
        }
        List<Value> parameters = node.in().stream()
                .filter(in -> in.base().is(Given.Kind.PARAMETER))
                .toList();
        long copied = parameters.stream().mapToLong(in -> in.shape().size()).sum();
        long size = node.out(0).shape().size();
        boolean suited = parameters.size() < node.in().size() && copied < size;
        return suited ? size + node.flops() / ARITHMETIC + copied : most + 1;
    }

    /** Returns a value as the way back has it. What it takes in between is not held for others, which would need the room. */
    private Value onceMore(Value value, Set<Value> kept, Map<Value, Value> now, List<Node> nodes) {
        Value again = again(value, kept, new HashMap<>(now), nodes);
        now.put(value.base(), again.base());
        return again;
    }

    /** Returns a value as the way back has it; appends what makes it. */
    private Value again(Value value, Set<Value> kept, Map<Value, Value> now, List<Node> nodes) {
        Value base = value.base();
        if (base.is(Given.Kind.PARAMETER)) {
            return shaped(copies.computeIfAbsent(base, graph::another), value);
        }
        if (kept.contains(base)) {
            return value;
        }
        if (!now.containsKey(base)) {
            Node maker = makers.get(base);
            List<Value> in = maker.in().stream()
                    .map(operand -> again(operand, kept, now, nodes))
                    .toList();
            List<Value> out = maker.out().stream().map(graph::another).toList();
            nodes.add(new Node(maker.op(), in, out, maker.scope()));
            now.put(base, out.get(0));
        }
        return shaped(now.get(base), value);
    }

    private Value shaped(Value again, Value as) {
        return again.shape().equals(as.shape()) ? again : graph.alias(again, as.shape());
    }
}
