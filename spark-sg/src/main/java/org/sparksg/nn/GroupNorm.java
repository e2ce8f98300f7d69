package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Group normalisation (Wu and He 2018, equations 1 to 7): each example's channels, the last axis, get mean 0 and variance 1 over a
 * group of them and all positions, then a learned scale and shift. Does not depend on the batch: training and use are the same.
 */
public record GroupNorm(int groups, double epsilon) implements Layer {
    /** Checks the numbers. */
    public GroupNorm {
        Require.atLeastOne("groups", groups);
        Require.positive("epsilon", epsilon);
    }

    @Override
    public String kind() {
        return "group-norm";
    }

    @Override
    public boolean readsPadding() {
        return true;
    }

    @Override
    public Value apply(Scope at, Value x) {
        int channels = x.example().last();
        Require.that(channels % groups == 0, "groups", groups, "a divisor of the " + channels + " channels");
        Shape each = Shape.of(channels);
        Value scale = at.parameter("scale", each, Initializer.ONES);
        Value shift = at.parameter("shift", each, Initializer.ZEROS);
        return x.normaliseGroups(scale, shift, groups, epsilon);
    }
}
