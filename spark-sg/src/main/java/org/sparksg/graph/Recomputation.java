package org.sparksg.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Computes on the way back once more what a segment of the way forward made, just before it is read there, so that nobody keeps it
 * in between: memory for time (Chen et al. 2016, arXiv 1604.06174). Chance is a function of the batch, and what moves statistics is
 * not repeated: no bit changes.
 */
final class Recomputation {
    private final Graph graph;
    private final Set<Value> results;

    Recomputation(Graph graph, Set<Value> results) {
        this.graph = graph;
        this.results = results;
    }

    /** Returns the operations of a way back with those that it needs again. */
    List<Node> on(List<Node> backward) {
        List<Node> nodes = backward;
        List<List<Node>> segments = graph.segments();
        for (int i = segments.size() - 1; i >= 0; i--) {
            nodes = again(segments.get(i), nodes);
        }
        return nodes;
    }

    private List<Node> again(List<Node> segment, List<Node> backward) {
        Set<Value> hidden = hidden(segment);
        List<Node> needed = needed(segment, hidden, backward);
        if (needed.isEmpty()) {
            return backward;
        }
        Map<Value, Value> now = new HashMap<>();
        List<Node> repeated = new ArrayList<>();
        for (Node node : needed) {
            List<Value> out = new ArrayList<>();
            for (Value value : node.out()) {
                out.add(graph.another(value));
            }
            repeated.add(new Node(node.op(), in(node, now), out, node.scope()));
            for (int i = 0; i < out.size(); i++) {
                if (hidden.contains(node.out(i))) {
                    now.put(node.out(i), out.get(i));
                }
            }
        }
        List<Node> nodes = new ArrayList<>();
        boolean inserted = false;
        for (Node node : backward) {
            if (!inserted && node.reads().stream().anyMatch(now::containsKey)) {
                nodes.addAll(repeated);
                inserted = true;
            }
            nodes.add(new Node(node.op(), in(node, now), node.out(), node.scope()));
        }
        return nodes;
    }

    private List<Value> in(Node node, Map<Value, Value> now) {
        return node.in().stream()
                .map(value -> now(value, now.get(value.base())))
                .toList();
    }

    private Value now(Value value, Value again) {
        if (again == null) {
            return value;
        }
        return again.shape().equals(value.shape()) ? again : graph.alias(again, value.shape());
    }

    /** Returns what a segment makes for itself alone. */
    private Set<Value> hidden(List<Node> segment) {
        Set<Value> hidden = new HashSet<>();
        segment.forEach(node -> hidden.addAll(node.out()));
        Set<Node> inside = new HashSet<>(segment);
        graph.forward().stream().filter(node -> !inside.contains(node)).forEach(node -> node.reads()
                .forEach(hidden::remove));
        hidden.removeAll(results);
        return hidden;
    }

    private static List<Node> needed(List<Node> segment, Set<Value> hidden, List<Node> backward) {
        Set<Value> read = new HashSet<>();
        backward.forEach(node -> read.addAll(node.reads()));
        Deque<Node> needed = new ArrayDeque<>();
        for (int i = segment.size() - 1; i >= 0; i--) {
            Node node = segment.get(i);
            if (node.out().stream().anyMatch(value -> hidden.contains(value) && read.contains(value))) {
                needed.addFirst(node);
                read.addAll(node.reads());
            }
        }
        return List.copyOf(needed);
    }
}
