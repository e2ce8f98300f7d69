package org.sparksg.graph;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The way back over one operation: what it read and made, and the gradients of that. */
final class Adjoint {
    private final Node node;
    private final Map<Value, Value> gradients;
    private final Set<Value> needed;
    private final Map<Value, Value> instead;

    /**
     * {@code gradients}: of all values so far; {@code needed}: whose gradients somebody asks for; {@code instead}: what gradients go
     * through in the place of some values.
     */
    Adjoint(Node node, Map<Value, Value> gradients, Set<Value> needed, Map<Value, Value> instead) {
        this.node = node;
        this.gradients = gradients;
        this.needed = needed;
        this.instead = instead;
    }

    /** Returns an operand, or what stands in its place on the way back. */
    Value in(int operand) {
        return instead.getOrDefault(node.in(operand), node.in(operand));
    }

    int operands() {
        return node.in().size();
    }

    Value out(int result) {
        return node.out(result);
    }

    /** Returns the gradient of the first result. */
    Value gradient() {
        return gradient(0);
    }

    /** Returns the gradient of a result; null if nothing depends on it. */
    Value gradient(int result) {
        return gradients.get(node.out(result));
    }

    /** Adds to the gradient of an operand; if nobody asks for that, no operation is made. */
    void give(int operand, Supplier<Value> part) {
        if (needed.contains(node.in(operand))) {
            Value of = node.in(operand);
            Value gradient = part.get();
            boolean alike = gradient.shape().equals(of.shape()); // a product takes any shape as a matrix
            gradients.merge(of, alike ? gradient : gradient.reshape(of.shape()), Value::plus);
        }
    }

    /** Appends an operation with one result. */
    Value apply(Op op, Value... in) {
        return node.out(0).graph().apply(op, in).get(0);
    }
}
