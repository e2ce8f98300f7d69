package org.sparksg.graph;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A way back through a graph: which gradients it makes. What serves others alone is left out when it is compiled. Compared by
 * identity.
 */
public final class Way {
    private final String name;
    private final Map<Value, Value> gradients;

    /**
     * Names one.
     *
     * @param name for people who read programs
     * @param gradients as {@link Graph#differentiate} returned them, or some of them
     */
    public Way(String name, Map<Value, Value> gradients) {
        this.name = name;
        this.gradients = new LinkedHashMap<>(gradients);
        gradients.keySet().forEach(value -> {
            if (value.given().isEmpty() || value.is(Given.Kind.STATISTIC)) {
                throw new IllegalArgumentException("a gradient of " + value + ": it is neither input nor parameter");
            }
        });
    }

    /** Returns whether it makes the gradient of a value. */
    public boolean has(Value of) {
        return gradients.containsKey(of);
    }

    String name() {
        return name;
    }

    /** Returns the gradients, by what they are of. */
    Map<Value, Value> gradients() {
        return gradients;
    }
}
