package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;

/** Layers one after the other, within another layer. */
final class Sequence {
    private Sequence() {}

    static Value apply(Scope at, List<Layer> layers, Value x) {
        Value value = x;
        for (int i = 0; i < layers.size(); i++) {
            value = apply(at, i + "." + layers.get(i).kind(), layers.get(i), value);
        }
        return value;
    }

    private static Value apply(Scope at, String name, Layer layer, Value x) {
        try {
            return layer.apply(at.in(name), x);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "layer " + name + " in it, which gets " + x.example() + ": " + e.getMessage(), e);
        }
    }
}
