package org.sparksg.nn;

import java.util.List;
import java.util.stream.Stream;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;

/**
 * Layers, and a way around them: {@code y = body(x) + skip(x)} (He et al. 2016).
 *
 * @param skip the way around; empty where that is {@code x} itself
 */
public record Residual(List<Layer> body, List<Layer> skip) implements Layer {
    /** Copies the lists. */
    public Residual {
        body = List.copyOf(body);
        skip = List.copyOf(skip);
        Require.that(!body.isEmpty(), "residual", body, "at least one layer");
    }

    @Override
    public String kind() {
        return "residual";
    }

    @Override
    public boolean hasProduct() {
        return Stream.concat(body.stream(), skip.stream()).anyMatch(Layer::hasProduct);
    }

    @Override
    public boolean readsPadding() {
        return Stream.concat(body.stream(), skip.stream()).anyMatch(Layer::readsPadding);
    }

    @Override
    public Value apply(Scope at, Value x) {
        Value y = Sequence.apply(at.in("body"), body, x);
        Value around = Sequence.apply(at.in("skip"), skip, x);
        Require.that(
                y.shape().equals(around.shape()),
                "residual",
                y.example(),
                "of the shape of the way around, " + around.example(),
                "give it skip layers that make that shape, such as a convolution with kernel 1 and the same stride");
        return y.plus(around);
    }
}
