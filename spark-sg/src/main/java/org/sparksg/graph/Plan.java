package org.sparksg.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Places in one array, so that no two values overlap while both live: the largest first, each at the lowest place that is free
 * (Pisarchyk and Lee 2020, arXiv 2001.03288, section 5.2).
 *
 * @param offsets in elements
 * @param size of the array
 */
record Plan(Map<Value, Integer> offsets, int size) {
    private static final int ALIGNMENT = 16; // elements: whole cache lines

    static Plan of(Lives lives) {
        Map<Value, Lives.Life> hosts = lives.ofHosts();
        List<Value> order = new ArrayList<>(hosts.keySet());
        order.sort(
                Comparator.comparingInt((Value value) -> -value.shape().size()).thenComparingInt(Value::id));
        List<Value> placed = new ArrayList<>(); // by their offsets
        Map<Value, Integer> offsets = new HashMap<>();
        int size = 0;
        for (Value value : order) {
            int at = 0;
            for (Value other : placed) {
                boolean fits = offsets.get(other) - at >= value.shape().size();
                if (hosts.get(other).meets(hosts.get(value)) && !fits) {
                    at = Math.max(at, end(offsets.get(other), other));
                } else if (hosts.get(other).meets(hosts.get(value))) {
                    break;
                }
            }
            offsets.put(value, at);
            placed.add(value);
            placed.sort(Comparator.comparing(offsets::get));
            size = Math.max(size, end(at, value));
        }
        for (Value value : lives.values()) {
            offsets.put(value, offsets.get(lives.host(value)));
        }
        return new Plan(offsets, size);
    }

    /** Puts values side by side: they all live. */
    static Plan apart(Iterable<Value> values) {
        Map<Value, Integer> offsets = new HashMap<>();
        int size = 0;
        for (Value value : values) {
            offsets.put(value, size);
            size = end(size, value);
        }
        return new Plan(offsets, size);
    }

    private static int end(int offset, Value value) {
        long end = offset + (value.shape().size() + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
        if (end > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("what a batch of " + value.rows() + " rows keeps is more than "
                    + Integer.MAX_VALUE + " numbers: make batches smaller, cut the network into more stages, or put"
                    + " layers into recomputed");
        }
        return (int) end;
    }
}
