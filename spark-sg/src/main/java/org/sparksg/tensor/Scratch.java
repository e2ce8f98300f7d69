package org.sparksg.tensor;

import java.util.EnumMap;
import java.util.Map;

/** Memory that steps of one thread share: none holds anything when another runs. It grows while steps are bound. */
final class Scratch {
    /** What for: a step has each once. */
    enum Use {
        IMAGE,
        RESULT,
        TILE,
        TILES,
        WEIGHTS,
        RESULTS,
        SUM,
        HIDDEN,
        GATES,
        CURVED,
        CELL,
        OUTPUT_GRADIENT,
        CELL_GRADIENT,
        STACKED,
        QUERY,
        KEY,
        VALUE,
        HEAD,
        SHARES,
        SHARES_GRADIENT,
        QUERY_GRADIENT,
        KEY_GRADIENT,
        VALUE_GRADIENT
    }

    private final Element type;
    private final Map<Use, Tensor> memory = new EnumMap<>(Use.class);

    /** Holds elements of that type. */
    Scratch(Element type) {
        this.type = type;
    }

    /** Returns memory of that shape. */
    Tensor of(Use use, Shape shape) {
        Tensor there = memory.get(use);
        if (there == null || there.size() < shape.size()) {
            there = Tensor.zeros(type, Shape.of(shape.size()));
            memory.put(use, there);
        }
        return there.view(0, shape);
    }
}
