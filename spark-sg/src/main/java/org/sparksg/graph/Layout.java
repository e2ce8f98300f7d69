package org.sparksg.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph made ready to run, on paper: pruned, fused, and every value with a place. What a way back or the caller reads is kept by
 * each batch in flight; everything else shares one work space, since one thread runs them one after the other.
 */
public final class Layout {
    private final Tape tape;
    private final boolean checked;
    private final Plan kept;
    private final Map<Way, Plan> passing = new LinkedHashMap<>(); // the way forward is the key null

    private Layout(Tape tape, boolean checked) {
        this.tape = tape;
        this.checked = checked;
        Set<Value> keep = keep(tape);
        this.kept = Plan.apart(keep);
        passing.put(null, plan(tape.forward(), keep, Set.of()));
        tape.backward().forEach((way, nodes) -> {
            Set<Value> elsewhere = new HashSet<>(keep);
            elsewhere.addAll(tape.delivered(way).keySet());
            passing.put(way, plan(nodes, elsewhere, way.gradients().values()));
        });
    }

    /**
     * Lays a graph out.
     *
     * @param results what the caller reads when a batch has gone forward
     * @param ways those that it may go back
     */
    public static Layout of(Graph graph, Set<Value> results, List<Way> ways) {
        return new Layout(Fusion.fuse(Tape.of(graph, results, ways)), false);
    }

    /**
     * Lays a graph out so that faults show: nothing is fused, no value shares memory with another, and a frame looks at the
     * results of each operation. Slow.
     */
    public static Layout checked(Graph graph, Set<Value> results, List<Way> ways) {
        return new Layout(Tape.of(graph, results, ways), true);
    }

    /** Returns what lives longer than the way that makes it: inputs, results, what a way back reads, gradients of inputs. */
    private static Set<Value> keep(Tape tape) {
        Set<Value> made = new HashSet<>();
        tape.forward().forEach(node -> made.addAll(node.out()));
        Set<Value> keep = new LinkedHashSet<>();
        tape.results().stream().filter(made::contains).forEach(keep::add);
        tape.backward().forEach((way, nodes) -> {
            nodes.forEach(node -> node.reads().stream().filter(made::contains).forEach(keep::add));
            way.gradients().values().stream()
                    .map(Value::base)
                    .filter(made::contains)
                    .forEach(keep::add);
            way.gradients().forEach((of, gradient) -> {
                if (of.is(Given.Kind.INPUT) && gradient.base().given().isEmpty()) {
                    keep.add(gradient.base());
                }
            });
        });
        return keep;
    }

    private Plan plan(List<Node> nodes, Set<Value> elsewhere, Collection<Value> read) {
        if (checked) {
            List<Value> made = new ArrayList<>();
            nodes.forEach(node -> made.addAll(node.out()));
            made.removeAll(elsewhere);
            return Plan.apart(made);
        }
        return Plan.of(new Lives(nodes, value -> !elsewhere.contains(value), read));
    }

    Tape tape() {
        return tape;
    }

    boolean isChecked() {
        return checked;
    }

    Plan kept() {
        return kept;
    }

    /** Returns the places of what passes on a way back, or forward if that is null. */
    Plan passing(Way way) {
        return passing.get(way);
    }

    /** Returns how many elements each batch in flight keeps. */
    public int keptSize() {
        return kept.size();
    }

    /** Returns how many elements all batches share. */
    public int workSize() {
        return passing.values().stream().mapToInt(Plan::size).max().orElseThrow();
    }

    /** Prints the operations in their order, with the places of their results, the parts of the network, and what they cost. */
    public String print() {
        StringBuilder text = new StringBuilder();
        print(text, "forward", tape.forward(), null);
        tape.backward().forEach((way, nodes) -> print(text, way.name(), nodes, way));
        text.append("kept by each batch ").append(keptSize()).append(", work ").append(workSize());
        return text.append(" elements\n").toString();
    }

    private void print(StringBuilder text, String name, List<Node> nodes, Way way) {
        long flops = nodes.stream().mapToLong(Node::flops).sum();
        text.append(name).append(": ").append(flops).append(" floating-point operations\n");
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            text.append(String.format("%4d  %s  ", i, node));
            node.out().forEach(value -> text.append(place(value, way)));
            text.append('\n');
        }
    }

    private String place(Value value, Way way) {
        Integer keptAt = kept.offsets().get(value);
        if (keptAt != null) {
            return " kept " + keptAt;
        }
        Integer workAt = passing.get(way).offsets().get(value);
        return workAt != null ? " work " + workAt : " delivered";
    }
}
