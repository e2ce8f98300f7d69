package org.sparksg.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations of a graph that somebody needs, in their order: those forward, and those of each way back. */
record Tape(List<Node> forward, Map<Way, List<Node>> backward, Set<Value> results) {

    /** Leaves out what neither a result nor a way needs, and computes again what shall not be kept. */
    static Tape of(Graph graph, Set<Value> results, List<Way> ways) {
        Set<Value> read = bases(results);
        Recomputation recomputation = new Recomputation(graph, Set.copyOf(read));
        Rematerialisation light = new Rematerialisation(graph, Set.copyOf(read));
        Map<Way, List<Node>> backward = new LinkedHashMap<>();
        for (Way way : ways) {
            List<Node> nodes = light.on(recomputation.on(
                    prune(graph.backward(), bases(way.gradients().values()))));
            backward.put(way, nodes);
            nodes.forEach(node -> read.addAll(node.reads()));
            read.addAll(bases(way.gradients().values()));
        }
        return new Tape(prune(light.forward(), read), backward, bases(results));
    }

    private static Set<Value> bases(Collection<Value> values) {
        Set<Value> bases = new LinkedHashSet<>();
        values.forEach(value -> bases.add(value.base()));
        return bases;
    }

    private static List<Node> prune(List<Node> nodes, Set<Value> wanted) {
        Set<Value> read = new HashSet<>(wanted);
        Deque<Node> kept = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.op().hasEffect() || node.out().stream().anyMatch(read::contains)) {
                kept.addFirst(node);
                read.addAll(node.reads());
            }
        }
        return List.copyOf(kept);
    }

    /**
     * Returns the gradients of parameters that an operation writes, or adds, where they belong: those that can be added, and that
     * nobody reads on the way.
     */
    Map<Value, Value> delivered(Way way) {
        Map<Value, Integer> uses = usesOf(way);
        Set<Value> able = new HashSet<>();
        for (Node node : backward.get(way)) {
            for (int result = 0; result < node.out().size(); result++) {
                if (node.op().mayAdd(result) && uses.getOrDefault(node.out(result), 0) == 1) {
                    able.add(node.out(result));
                }
            }
        }
        Map<Value, Value> delivered = new HashMap<>();
        way.gradients().forEach((of, gradient) -> {
            if (of.is(Given.Kind.PARAMETER) && able.contains(gradient)) {
                delivered.put(gradient, of);
            }
        });
        return delivered;
    }

    /** Returns how often each value is read on the way forward, by whom ever it may be made. */
    Map<Value, Integer> usesOfForward() {
        Map<Value, Integer> uses = new HashMap<>();
        count(forward, uses);
        backward.values().forEach(nodes -> count(nodes, uses));
        backward.keySet().forEach(way -> count(way.gradients().values(), uses));
        count(results, uses);
        return uses;
    }

    /** Returns how often each value is read on a way back. */
    Map<Value, Integer> usesOf(Way way) {
        Map<Value, Integer> uses = new HashMap<>();
        count(backward.get(way), uses);
        count(way.gradients().values(), uses);
        return uses;
    }

    private static void count(List<Node> nodes, Map<Value, Integer> uses) {
        nodes.forEach(node -> count(node.reads(), uses));
    }

    private static void count(Collection<Value> values, Map<Value, Integer> uses) {
        values.forEach(value -> uses.merge(value.base(), 1, Integer::sum));
    }
}
