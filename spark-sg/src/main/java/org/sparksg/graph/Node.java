package org.sparksg.graph;

import java.util.List;

/** One operation of a graph, with what it reads and what it makes. Compared by identity. */
final class Node {
    private final Op op;
    private final List<Value> in;
    private final List<Value> out;
    private final String scope;

    /** {@code scope}: the part of the network that it is of. */
    Node(Op op, List<Value> in, List<Value> out, String scope) {
        this.op = op;
        this.in = List.copyOf(in);
        this.out = List.copyOf(out);
        this.scope = scope;
    }

    Op op() {
        return op;
    }

    List<Value> in() {
        return in;
    }

    Value in(int operand) {
        return in.get(operand);
    }

    /** Returns the values whose memory it reads. */
    List<Value> reads() {
        return in.stream().map(Value::base).toList();
    }

    List<Value> out() {
        return out;
    }

    Value out(int result) {
        return out.get(result);
    }

    String scope() {
        return scope;
    }

    long flops() {
        return op.flops(in.stream().map(Value::shape).toList());
    }

    @Override
    public String toString() {
        return out + " = " + op + in + (scope.isEmpty() ? "" : "  " + scope);
    }
}
