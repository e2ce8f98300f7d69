package org.sparksg.nn;

import java.util.Optional;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * A fully connected layer: {@code y = x · weight + bias}, with {@code weight: [inputs, units]}, {@code bias: [units]}. Of a sequence
 * {@code [steps, features]} each step is an input by itself; any other example, such as an image, counts as one row of numbers.
 *
 * @param initializer of the weight; the bias starts at 0
 */
public record Dense(int units, Initializer initializer, boolean bias) implements Layer {
    public Dense {
        Require.atLeastOne("units", units);
        Require.present("initializer", initializer);
    }

    /** Returns a layer with bias and Glorot's uniform weights. */
    public static Dense of(int units) {
        return new Dense(units, new Initializer.GlorotUniform(), true);
    }

    @Override
    public String kind() {
        return "dense";
    }

    @Override
    public boolean hasProduct() {
        return true;
    }

    @Override
    public Value apply(Scope at, Value x) {
        boolean steps = Sequences.is(x);
        int inputs = steps ? x.example().last() : x.columns();
        Value weight = at.parameter("weight", Shape.of(inputs, units), initializer);
        Optional<Value> shift =
                bias ? Optional.of(at.parameter("bias", Shape.of(units), Initializer.ZEROS)) : Optional.empty();
        Proximal proximal = at.proximal();
        if (steps) {
            Require.that(proximal.isNone(), "proximal.step", proximal.step(), "0 in networks of sequences");
            return Sequences.product(x, weight, shift.orElse(null));
        }
        if (!proximal.isNone()) {
            return x.implicitDense(proximal.step(), proximal.iterations(), weight, shift);
        }
        Value y = x.matmul(weight);
        return shift.map(y::plus).orElse(y);
    }
}
