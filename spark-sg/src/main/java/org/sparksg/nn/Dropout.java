package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;

/**
 * Inverted dropout (Srivastava et al. 2014): in training each element is 0 with the given probability and otherwise
 * divided by the probability to stay; at inference nothing happens. The mask is a function of the batch's stream and this
 * layer's index in the network, so that a network drops the same elements however it is cut.
 *
 * @param rate probability to drop an element
 */
public record Dropout(double rate) implements Layer {
    public Dropout {
        Require.share("rate", rate);
    }

    @Override
    public String kind() {
        return "dropout";
    }

    @Override
    public Value apply(Scope at, Value x) {
        return at.training() ? x.dropout(rate, at.key()) : x;
    }
}
