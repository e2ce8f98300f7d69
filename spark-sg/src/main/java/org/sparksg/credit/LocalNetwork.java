package org.sparksg.credit;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.sparksg.optim.OptimizerSettings;

/**
 * The small network that a rule keeps beside a boundary, as far as settings decide what its tensors mean. A checkpoint tells it with
 * the tensors, because a run may be resumed with another rule, which has another network there or none.
 *
 * @param kind what it is, in one word; networks of different kinds never go on from each other's tensors
 * @param facts what a resumed run must not change, by the name of the setting
 */
public record LocalNetwork(String kind, Map<String, String> facts) implements Serializable {
    /** Copies the facts. */
    public LocalNetwork {
        facts = Collections.unmodifiableMap(new TreeMap<>(facts)); // in a stable order
    }

    static LocalNetwork of(String kind, Body body, OptimizerSettings optimizer) {
        return new LocalNetwork(kind, body.facts())
                .with("optimizer", optimizer.optimizer().toString());
    }

    /** Returns it with one fact more. */
    LocalNetwork with(String name, Object value) {
        Map<String, String> more = new TreeMap<>(facts);
        more.put(name, value.toString());
        return new LocalNetwork(kind, more);
    }
}
