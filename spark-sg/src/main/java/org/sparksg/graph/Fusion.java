package org.sparksg.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes one operation of those that a kernel does together. Comes after differentiation, so that no gradient knows of it. */
final class Fusion {
    private final Map<Value, Integer> uses;
    private final Map<Value, Node> makers = new HashMap<>();
    private final List<Node> done = new ArrayList<>(); // null where another took the place

    private Fusion(Map<Value, Integer> uses) {
        this.uses = uses;
    }

    /** Fuses all. */
    static Tape fuse(Tape tape) {
        Map<Way, List<Node>> backward = new LinkedHashMap<>();
        tape.backward().forEach((way, nodes) -> backward.put(way, fuse(nodes, tape.usesOf(way))));
        return new Tape(fuse(tape.forward(), tape.usesOfForward()), backward, tape.results());
    }

    private static List<Node> fuse(List<Node> nodes, Map<Value, Integer> uses) {
        Fusion fusion = new Fusion(uses);
        nodes.forEach(fusion::add);
        return fusion.done.stream().filter(node -> node != null).toList();
    }

    private void add(Node node) {
        Node before = node.in().isEmpty() ? null : makers.get(node.in(0));
        if (before == null) {
            append(node);
        } else if (node.op() instanceof AddBias && before.op().equals(new MatMul(false, false)) && isOnlyFor(before)) {
            List<Value> in = List.of(before.in(0), before.in(1), node.in(1));
            replace(before, new Node(new Dense(false), in, node.out(), before.scope()), true);
        } else if (node.op().equals(new Activation(Activation.Function.RELU))
                && before.op().equals(new Dense(false))
                && isOnlyFor(before)) {
            replace(before, new Node(new Dense(true), before.in(), node.out(), before.scope()), true);
        } else if (node.op() instanceof SumRows sum
                && before.op().equals(new ActivationBackward(Activation.Function.RELU))) {
            List<Value> out = List.of(before.out(0), node.out(0));
            replace(before, new Node(new ReluBackwardBias(sum.width()), before.in(), out, before.scope()), false);
        } else {
            append(node);
        }
    }

    /** Returns whether nobody else reads the result. */
    private boolean isOnlyFor(Node before) {
        return uses.get(before.out(0)) == 1;
    }

    /** Puts one in the place of another: of the later of the two, whose operands may come in between, or of the earlier. */
    private void replace(Node before, Node now, boolean later) {
        int place = done.lastIndexOf(before);
        done.set(place, later ? null : now);
        if (later) {
            done.add(now);
        }
        now.out().forEach(value -> makers.put(value, now));
    }

    private void append(Node node) {
        done.add(node);
        node.out().forEach(value -> makers.put(value, node));
    }
}
