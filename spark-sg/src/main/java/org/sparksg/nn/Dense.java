package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
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
    public Shape output(Shape input) {
        return Shape.of(units);
    }

    @Override
    public List<Slot> parameters(Shape input) {
        Slot weight = new Slot("weight", Shape.of(input.size(), units), initializer);
        return bias ? List.of(weight, new Slot("bias", Shape.of(units), Initializer.ZEROS)) : List.of(weight);
    }

    @Override
    public Value apply(Scope at, Value x) {
        Value y = x.matmul(at.parameter("weight", Shape.of(x.columns(), units), initializer));
        return bias ? y.plus(at.parameter("bias", Shape.of(units), Initializer.ZEROS)) : y;
    }

    @Override
    public long flops(Shape input) {
        return 2L * input.size() * units;
    }

    @Override
    public long buffers(Shape input, int maxBatch) {
        return (long) maxBatch * (units + input.size());
    }

    @Override
    public Pass pass(Shape input, int maxBatch, Place place, Kernels kernels) {
        return new DensePass(this, input, maxBatch, place, kernels);
    }
}
