package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * A learned vector for each id: {@code y[t] = weight[x[t]]}, with {@code weight: [ids, units]}. It stands first in a network whose
 * data are ids, and has as many of them as the data have.
 */
public record Embedding(int units, Initializer initializer) implements Layer {
    /** Checks the number. */
    public Embedding {
        Require.atLeastOne("embedding", units);
        Require.present("initializer", initializer);
    }

    @Override
    public String kind() {
        return "embedding";
    }

    @Override
    public Value apply(Scope at, Value x) {
        Require.that(
                x.ids() > 0, "input", x.example(), "ids, such as those of text", "let it be the first layer of all");
        return x.lookup(at.parameter("weight", Shape.of(x.ids(), units), initializer));
    }
}
