package org.sparksg.pipeline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Slot;

/** Gives names back to the numbers of a flat vector. */
final class Weights {
    private Weights() {}

    /** Returns the slots of {@code flat}, a copy of the numbers of a vector of this layout. */
    static Map<String, double[]> byName(ParameterVector layout, double[] flat) {
        Map<String, double[]> named = new LinkedHashMap<>();
        int offset = 0;
        for (Slot slot : layout.slots()) {
            named.put(
                    slot.name(),
                    Arrays.copyOfRange(flat, offset, offset + slot.shape().size()));
            offset += slot.shape().size();
        }
        return named;
    }
}
