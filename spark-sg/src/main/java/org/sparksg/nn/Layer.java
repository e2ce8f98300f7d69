package org.sparksg.nn;

import java.io.Serializable;
import org.sparksg.graph.Value;

/** One layer as a value: what it is, not its weights. */
public interface Layer extends Serializable {

    /** Returns the name that this kind of layer has in settings, parameter names and messages, such as {@code dense}. */
    String kind();

    /**
     * Returns whether it multiplies by a weight: what costs time, and what papers count as a layer. A network is cut in front of such
     * layers.
     */
    default boolean hasProduct() {
        return false;
    }

    /**
     * Returns whether what it makes of a step of a sequence may depend on steps after it, or of other sequences: then it would read those that
     * only fill windows up.
     */
    default boolean readsPadding() {
        return false;
    }

    /**
     * Returns the output for {@code x}, one example a row: the layer's one definition, from which its shapes, weights, gradients,
     * memory and cost follow.
     *
     * @throws IllegalArgumentException if the layer does not take such an input
     */
    Value apply(Scope at, Value x);
}
