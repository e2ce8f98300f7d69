package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * The form of a gradient of log loss (Czarnecki et al. 2017, section 2.1): {@code y = d σ(h A) + c B + C} of an input row that
 * is {@code h}, {@code [width]}, and {@code c}, its context, side by side. {@code d} is one number; it, {@code B} and {@code C}
 * start at 0, so that {@code y} does.
 *
 * @param width of {@code h} and of the output
 */
public record SigmoidHead(int width) implements Layer {
    /** Checks the width. */
    public SigmoidHead {
        Require.atLeastOne("width", width);
    }

    @Override
    public String kind() {
        return "sigmoid-head";
    }

    @Override
    public Value apply(Scope at, Value x) {
        Require.that(x.columns() > width, "input", x.example(), "wider than " + width + ", by the context");
        List<Value> parts = x.flatten().split(width);
        Value context = parts.get(1);
        Value inner = at.parameter("inner", Shape.of(width, width), new Initializer.GlorotUniform());
        Value scale = at.parameter("scale", Shape.of(1), Initializer.ZEROS);
        Value outer = at.parameter("context", Shape.of(context.columns(), width), Initializer.ZEROS);
        Value bias = at.parameter("bias", Shape.of(width), Initializer.ZEROS);
        return parts.get(0)
                .matmul(inner)
                .sigmoid()
                .times(scale)
                .plus(context.matmul(outer).plus(bias));
    }
}
