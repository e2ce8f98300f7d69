package org.sparksg.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * A graph compiled for kernels: pruned, fused, and every value with a place. What the way back or the caller reads is kept by each
 * {@link Frame}; everything else shares one work space, since one thread runs them one after the other. Belongs to one thread.
 */
public final class Program {
    private final Tape tape;
    private final Kernels kernels;
    private final Plan kept;
    private final Map<Way, Plan> passing = new LinkedHashMap<>(); // the way forward is the key null
    private final Tensor work;
    private final boolean checked;

    private Program(Tape tape, Kernels kernels, boolean checked) {
        this.tape = tape;
        this.kernels = kernels;
        this.checked = checked;
        Set<Value> keep = keep(tape);
        this.kept = Plan.apart(keep);
        passing.put(null, plan(tape.forward(), keep, Set.of()));
        tape.backward().forEach((way, nodes) -> {
            Set<Value> elsewhere = new HashSet<>(keep);
            elsewhere.addAll(tape.delivered(way).keySet());
            passing.put(way, plan(nodes, elsewhere, way.gradients().values()));
        });
        int most = passing.values().stream().mapToInt(Plan::size).max().orElseThrow();
        this.work = kernels.zeros(Shape.of(Math.max(1, most)));
    }

    /**
     * Compiles a graph.
     *
     * @param results what the caller reads when a batch has gone forward
     * @param ways those that it may go back
     */
    public static Program compile(Graph graph, Set<Value> results, List<Way> ways, Kernels kernels) {
        return new Program(Fusion.fuse(Tape.of(graph, results, ways)), kernels, false);
    }

    /**
     * Compiles a graph so that faults show: nothing is fused, no value shares memory with another, and a frame looks at the
     * results of each operation. Slow.
     */
    public static Program checked(Graph graph, Set<Value> results, List<Way> ways, Kernels kernels) {
        return new Program(Tape.of(graph, results, ways), kernels, true);
    }

    /** Returns what lives longer than the way that makes it: inputs, results, what a way back reads, gradients of inputs. */
    private static Set<Value> keep(Tape tape) {
        Set<Value> made = new HashSet<>();
        tape.forward().forEach(node -> made.addAll(node.out()));
        Set<Value> keep = new LinkedHashSet<>();
        tape.results().stream().filter(made::contains).forEach(keep::add);
        tape.backward().forEach((way, nodes) -> {
            nodes.forEach(node -> node.in().stream().filter(made::contains).forEach(keep::add));
            way.gradients().values().stream().filter(made::contains).forEach(keep::add);
            way.gradients().forEach((of, gradient) -> {
                if (of.is(Given.Kind.INPUT) && gradient.given().isEmpty()) {
                    keep.add(gradient);
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

    /**
     * Allocates what one batch in flight keeps.
     *
     * @param outside tensors for all that the graph is given
     * @param back tensors in place of these on the way back: the weights of another time
     * @param gradients tensors for the gradients of all parameters that a way makes
     */
    public Frame frame(Map<Value, Tensor> outside, Map<Value, Tensor> back, Map<Value, Tensor> gradients) {
        return new Frame(this, outside, back, gradients);
    }

    Tape tape() {
        return tape;
    }

    Kernels kernels() {
        return kernels;
    }

    Plan kept() {
        return kept;
    }

    /** Returns the places of what passes on a way back, or forward if that is null. */
    Plan passing(Way way) {
        return passing.get(way);
    }

    Tensor work() {
        return work;
    }

    boolean isChecked() {
        return checked;
    }

    /** Returns how many elements each frame has. */
    public int keptSize() {
        return kept.size();
    }

    /** Returns how many elements all frames share. */
    public int workSize() {
        return work.size();
    }

    /** Prints the operations in their order, with the places of their results, the parts of the network, and what they cost. */
    public String print() {
        StringBuilder text = new StringBuilder();
        print(text, "forward", tape.forward(), null);
        tape.backward().forEach((way, nodes) -> print(text, way.name(), nodes, way));
        text.append("kept by each batch ").append(kept.size()).append(", work ").append(work.size());
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
