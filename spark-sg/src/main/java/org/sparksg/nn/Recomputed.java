package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;

/**
 * Layers whose results nobody keeps: they are computed again on the way back. Less memory, more time, and the same numbers, unless a
 * rule lets other batches move the weights in between: then they are computed with those of that moment.
 */
public record Recomputed(List<Layer> layers) implements Layer {
    /** Copies the list. */
    public Recomputed {
        layers = List.copyOf(layers);
        Require.that(!layers.isEmpty(), "recomputed", layers, "at least one layer");
    }

    @Override
    public String kind() {
        return "recomputed";
    }

    @Override
    public boolean hasProduct() {
        return layers.stream().anyMatch(Layer::hasProduct);
    }

    @Override
    public boolean readsPadding() {
        return layers.stream().anyMatch(Layer::readsPadding);
    }

    @Override
    public Value apply(Scope at, Value x) {
        return x.recomputed(() -> Sequence.apply(at, layers, x));
    }
}
