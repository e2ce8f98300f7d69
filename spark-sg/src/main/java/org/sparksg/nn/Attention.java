package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Attention of the steps of a sequence {@code [steps, features]} to each other (Vaswani et al. 2017, section 3.2): queries, keys and
 * values by {@code inner: [features, 3 · features]}, several heads, and {@code outer: [features, features]} of what these give; each with a
 * bias.
 *
 * @param heads a divisor of the features
 * @param causal whether a step sees itself and those before it only
 * @param rotary whether queries and keys are turned by their places (Su et al. 2021), so that heads see distances
 * @param initializer of the weights
 */
public record Attention(int heads, boolean causal, boolean rotary, Initializer initializer) implements Layer {
    /** Checks the number. */
    public Attention {
        Require.atLeastOne("attention", heads);
        Require.present("initializer", initializer);
    }

    @Override
    public String kind() {
        return "attention";
    }

    @Override
    public boolean hasProduct() {
        return true;
    }

    @Override
    public boolean readsPadding() {
        return !causal;
    }

    @Override
    public Value apply(Scope at, Value x) {
        int features = Sequences.require(x).last();
        Require.that(
                features % (rotary ? 2 * heads : heads) == 0,
                "attention",
                heads,
                "a divisor of the " + features + " features" + (rotary ? ", with pairs of them in each head" : ""));
        Value inner = at.parameter("inner", Shape.of(features, 3 * features), initializer);
        Value innerBias = at.parameter("inner-bias", Shape.of(3 * features), Initializer.ZEROS);
        Value outer = at.parameter("outer", Shape.of(features, features), initializer);
        Value outerBias = at.parameter("outer-bias", Shape.of(features), Initializer.ZEROS);
        Value seen = Sequences.product(x, inner, innerBias);
        Value taken = (rotary ? seen.rotate(heads) : seen).attention(heads, causal);
        return Sequences.product(taken, outer, outerBias);
    }
}
