package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Layer normalisation (Ba et al. 2016, equation 3) over the last axis: the features of each position get mean 0 and variance 1, then
 * a learned scale and shift. Does not depend on the batch.
 */
public record LayerNorm(double epsilon) implements Layer {
    /** Checks the number. */
    public LayerNorm {
        Require.positive("epsilon", epsilon);
    }

    @Override
    public String kind() {
        return "layer-norm";
    }

    @Override
    public Value apply(Scope at, Value x) {
        Shape each = Shape.of(x.example().last());
        Value scale = at.parameter("scale", each, Initializer.ONES);
        Value shift = at.parameter("shift", each, Initializer.ZEROS);
        return x.normaliseFeatures(scale, shift, epsilon);
    }
}
