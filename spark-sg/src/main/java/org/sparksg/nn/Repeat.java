package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;

/** The same layers several times, one after the other, each time with weights of their own. */
public record Repeat(int times, List<Layer> layers) implements Layer {
    /** Copies the list. */
    public Repeat {
        Require.atLeastOne("repeat", times);
        layers = List.copyOf(layers);
        Require.that(!layers.isEmpty(), "layers", layers, "at least one");
    }

    @Override
    public String kind() {
        return "repeat";
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
        Value value = x;
        for (int time = 0; time < times; time++) {
            value = Sequence.apply(at.in(Integer.toString(time)), layers, value);
        }
        return value;
    }
}
