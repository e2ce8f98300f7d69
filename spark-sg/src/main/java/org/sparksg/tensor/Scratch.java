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
        SUM
    }

    private final Map<Use, Tensor> memory = new EnumMap<>(Use.class);

    /** Returns memory of that shape. */
    Tensor of(Use use, Shape shape) {
        Tensor there = memory.get(use);
        if (there == null || there.size() < shape.size()) {
            there = Tensor.zeros(Element.F32, Shape.of(shape.size()));
            memory.put(use, there);
        }
        return there.view(0, shape);
    }
}
