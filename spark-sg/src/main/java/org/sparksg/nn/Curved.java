package org.sparksg.nn;

import java.util.Locale;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Curve;

/**
 * A smooth relative of the rectifier, element by element: {@code gelu}, {@code silu}, {@code leaky-relu}, {@code softplus}.
 *
 * @param slope of a leaky ReLU below 0; 0 elsewhere
 */
public record Curved(Curve.Form form, double slope) implements Layer {
    /** Checks the slope. */
    public Curved {
        Require.present("form", form);
        Require.that(
                form == Curve.Form.LEAKY_RELU ? slope >= 0 && slope < 1 : slope == 0,
                "slope",
                slope,
                ">= 0 and below 1");
    }

    @Override
    public String kind() {
        return form.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Value apply(Scope at, Value x) {
        return x.curve(new Curve(form, slope));
    }
}
