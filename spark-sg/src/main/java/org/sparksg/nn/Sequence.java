package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;

/** Layers one after the other, within another layer. */
final class Sequence {
    private Sequence() {}

    static Value apply(Scope at, List<Layer> layers, Value x) {
        Value value = x;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            value = layer.apply(at.in(i + "." + layer.kind()), value);
        }
        return value;
    }
}
