package org.sparksg.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.sparksg.tensor.Shape;

/** Operations on values, in an order in which they can run. It only grows, at its end. */
public final class Graph {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Value> given = new LinkedHashMap<>();
    private final List<int[]> segments = new ArrayList<>(); // first operation, and the one after the last
    private String scope = "";
    private int values;
    private int border = -1; // the number of operations on the way forward; -1 as long as that may grow

    /** Returns what each batch brings under this name. */
    public Value input(String name, Shape shape) {
        return given(Given.Kind.INPUT, name, shape, 0);
    }

    /** Returns what each batch brings under this name: ids below {@code different}. */
    public Value ids(String name, Shape shape, int different) {
        return given(Given.Kind.INPUT, name, shape, different);
    }

    /** Returns what an optimizer moves under this name. */
    public Value parameter(String name, Shape shape) {
        return given(Given.Kind.PARAMETER, name, shape, 0);
    }

    /** Returns what the way forward moves under this name. */
    public Value statistic(String name, Shape shape) {
        return given(Given.Kind.STATISTIC, name, shape, 0);
    }

    private Value given(Given.Kind kind, String name, Shape shape, int ids) {
        if (given.containsKey(name)) {
            throw new IllegalArgumentException(name + ": given twice; names must differ");
        }
        Value value = new Value(this, values++, shape, new Given(kind, name, ids));
        given.put(name, value);
        return value;
    }

    /** Has a statistic move towards a value: {@code statistic = (1 - share) · statistic + share · now}. */
    public void move(Value statistic, double share, Value now) {
        if (!statistic.is(Given.Kind.STATISTIC)) {
            throw new IllegalArgumentException(statistic + ": is no statistic, and does not move");
        }
        apply(new Move(share), statistic, now);
    }

    /** Appends operations under the name of a part of the network. */
    public <T> T within(String part, Supplier<T> operations) {
        String outer = scope;
        scope = outer.isEmpty() ? part : outer + '/' + part;
        try {
            return operations.get();
        } finally {
            scope = outer;
        }
    }

    /**
     * Appends operations whose results are computed again on the way back, but for those that others read; within such operations,
     * more of them mean nothing.
     */
    public <T> T recomputed(Supplier<T> operations) {
        int first = nodes.size();
        T result = operations.get();
        segments.removeIf(segment -> segment[0] >= first);
        segments.add(new int[] {first, nodes.size()});
        return result;
    }

    /** Returns the operations that are computed again on the way back, segment by segment. */
    List<List<Node>> segments() {
        return segments.stream()
                .map(segment -> running(nodes.subList(segment[0], segment[1])))
                .toList();
    }

    /** Returns a value like another, for whoever makes that once more. */
    Value another(Value value) {
        return new Value(this, values++, value.shape(), null);
    }

    /** Returns a value in another shape, for whoever needs no gradient of that. */
    Value alias(Value of, Shape shape) {
        return new Value(this, values++, shape, null, of);
    }

    List<Value> apply(Op op, Value... in) {
        List<Shape> shapes = new ArrayList<>();
        for (Value value : in) {
            if (value.graph() != this) {
                throw new IllegalArgumentException(op + ": operand " + value + " is of another graph");
            }
            shapes.add(value.shape());
        }
        List<Value> out = new ArrayList<>();
        for (Shape shape : op.infer(shapes)) {
            out.add(new Value(this, values++, shape, null, op instanceof Reshape ? in[0] : null));
        }
        nodes.add(new Node(op, List.of(in), out, scope));
        return out;
    }

    /**
     * Appends the operations that compute gradients, with the sums over the uses of a value in the order from its last use to its
     * first.
     *
     * @param seeds the gradients of some values
     * @param wanted the values whose gradients are asked for
     * @param instead what gradients go through in the place of some values: feedback alignment
     * @return the gradients of the wanted values that have any
     */
    public Map<Value, Value> differentiate(Map<Value, Value> seeds, Set<Value> wanted, Map<Value, Value> instead) {
        seeds.forEach((value, seed) -> {
            if (value.shape().size() != seed.shape().size()) {
                throw new IllegalArgumentException("a gradient of shape " + seed.shape() + " for " + value);
            }
        });
        List<Node> forward = beforeBorder();
        border = forward.size();
        Set<Value> needed = dependents(forward, wanted);
        Map<Value, Value> gradients = new HashMap<>(seeds);
        for (int i = forward.size() - 1; i >= 0; i--) {
            Node node = forward.get(i);
            boolean reached = node.out().stream().anyMatch(gradients::containsKey);
            if (reached && node.in().stream().anyMatch(needed::contains)) {
                String outer = scope;
                scope = node.scope();
                node.op().adjoint(new Adjoint(node, gradients, needed, instead));
                scope = outer;
            }
        }
        Map<Value, Value> found = new LinkedHashMap<>();
        for (Value value : wanted) {
            if (gradients.containsKey(value)) {
                found.put(value, gradients.get(value));
            }
        }
        return found;
    }

    /** Returns the values, and all that is computed from them. */
    private static Set<Value> dependents(List<Node> nodes, Set<Value> of) {
        Set<Value> found = new HashSet<>(of);
        for (Node node : nodes) {
            if (node.in().stream().anyMatch(found::contains)) {
                found.addAll(node.out());
            }
        }
        return found;
    }

    /** Returns what is given under a name. */
    Value given(String name) {
        return given.get(name);
    }

    /** Returns the parameters, in the order in which they were asked for. */
    List<Value> parameters() {
        return given.values().stream()
                .filter(value -> value.is(Given.Kind.PARAMETER))
                .toList();
    }

    private List<Node> beforeBorder() {
        return List.copyOf(border < 0 ? nodes : nodes.subList(0, border));
    }

    /** Returns the operations that run, up to the first {@link #differentiate}. */
    List<Node> forward() {
        return running(beforeBorder());
    }

    /** Returns those after it. */
    List<Node> backward() {
        return border < 0 ? List.of() : running(nodes.subList(border, nodes.size()));
    }

    private static List<Node> running(List<Node> nodes) {
        return nodes.stream().filter(node -> !(node.op() instanceof Reshape)).toList();
    }

    /** Returns how many operations there are. */
    public int size() {
        return nodes.size();
    }

    /** Returns the floating-point operations of all. */
    public long flops() {
        return nodes.stream().mapToLong(Node::flops).sum();
    }
}
