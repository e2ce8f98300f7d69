package org.sparksg.graph;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * When the values of a list of operations live: from the operation that makes them to the last one that reads them. A value that
 * may take the memory of another one, which ends there, lives in that.
 */
final class Lives {
    /** First and last place in the list. */
    record Life(int from, int to) {
        boolean meets(Life other) {
            return from <= other.to && other.from <= to;
        }

        Life with(Life other) {
            return new Life(Math.min(from, other.from), Math.max(to, other.to));
        }
    }

    private final Map<Value, Life> lives = new HashMap<>();
    private final Map<Value, Value> hosts = new HashMap<>();

    /**
     * Looks at the values that are {@code counted}, of those that these operations make.
     *
     * @param read when all operations are done
     */
    Lives(List<Node> nodes, Predicate<Value> counted, Collection<Value> read) {
        for (int i = 0; i < nodes.size(); i++) {
            int at = i;
            nodes.get(i).out().stream().filter(counted).forEach(value -> lives.put(value, new Life(at, at)));
            nodes.get(i)
                    .reads()
                    .forEach(value -> lives.computeIfPresent(value, (v, life) -> new Life(life.from(), at)));
        }
        read.forEach(value -> lives.computeIfPresent(value.base(), (v, life) -> new Life(life.from(), nodes.size())));
        for (int i = 0; i < nodes.size(); i++) {
            share(nodes.get(i), i);
        }
    }

    private void share(Node node, int at) {
        if (node.out().isEmpty() || !lives.containsKey(node.out(0))) {
            return;
        }
        for (int operand = 0; operand < node.in().size(); operand++) {
            Value in = node.in(operand).base();
            boolean ends = lives.containsKey(in) && lives.get(in).to() == at;
            boolean once = node.reads().stream().filter(in::equals).count() == 1;
            boolean same = in.shape().size() == node.out(0).shape().size();
            if (node.op().mayOverwrite(operand) && ends && once && same) {
                hosts.put(node.out(0), in);
                return;
            }
        }
    }

    /** Returns the value whose memory this one has: possibly itself. */
    Value host(Value value) {
        Value host = value;
        while (hosts.containsKey(host)) {
            host = hosts.get(host);
        }
        return host;
    }

    /** Returns when the memory of each host is in use. */
    Map<Value, Life> ofHosts() {
        Map<Value, Life> all = new HashMap<>();
        lives.forEach((value, life) -> all.merge(host(value), life, Life::with));
        return all;
    }

    /** Returns the values that were looked at. */
    Iterable<Value> values() {
        return lives.keySet();
    }
}
