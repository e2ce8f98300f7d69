package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Curve;

/**
 * A transformer block with its normalisation in front (Xiong et al. 2020): {@code x + attention(norm(x))}, then {@code x + dense(gelu(dense(norm(x))))}.
 *
 * @param heads of the attention
 * @param width features of each step, in and out
 * @param hidden units between the two dense layers
 * @param causal whether a step sees itself and those before it only
 * @param rotary whether the attention sees distances
 * @param dropout the share of what is dropped of both parts before they are added
 * @param initializer of the weights
 */
public record Transformer(
        int heads, int width, int hidden, boolean causal, boolean rotary, double dropout, Initializer initializer)
        implements Layer {
    private static final double EPSILON = 1e-5;

    /** Checks the numbers. */
    public Transformer {
        Require.atLeastOne("transformer", heads);
        Require.atLeastOne("width", width);
        Require.atLeastOne("hidden", hidden);
        Require.share("dropout", dropout);
        Require.present("initializer", initializer);
    }

    @Override
    public String kind() {
        return "transformer";
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
        Require.that(features == width, "width", width, "the features that come in, " + features);
        Layer drop = dropout == 0 ? new Identity() : new Dropout(dropout);
        Layer attend = new Residual(
                List.of(new LayerNorm(EPSILON), new Attention(heads, causal, rotary, initializer), drop), List.of());
        Layer think = new Residual(
                List.of(
                        new LayerNorm(EPSILON),
                        new Dense(hidden, initializer, true),
                        new Curved(Curve.Form.GELU, 0),
                        new Dense(width, initializer, true),
                        drop),
                List.of());
        return Sequence.apply(at, List.of(attend, think), x);
    }
}
