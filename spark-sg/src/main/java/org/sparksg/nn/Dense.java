package org.sparksg.nn;

import java.util.Optional;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * A fully connected layer: {@code y = x · weight + bias}, with {@code weight: [inputs, units]}, {@code bias: [units]}. An
 * input of any rank counts as one row of numbers.
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
        Value weight = at.parameter("weight", Shape.of(x.columns(), units), initializer);
        Optional<Value> shift =
                bias ? Optional.of(at.parameter("bias", Shape.of(units), Initializer.ZEROS)) : Optional.empty();
        Proximal proximal = at.proximal();
        if (!proximal.isNone()) {
            return x.implicitDense(proximal.step(), proximal.iterations(), weight, shift);
        }
        Value y = x.matmul(weight);
        return shift.map(y::plus).orElse(y);
    }
}
