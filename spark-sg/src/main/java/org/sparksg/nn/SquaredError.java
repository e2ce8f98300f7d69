package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** The squared L2 distance between output and target, not halved and not divided by the width. */
public record SquaredError() implements Loss {
    @Override
    public String kind() {
        return "squared-error";
    }

    @Override
    public boolean classification() {
        return false;
    }

    @Override
    public Shape target(Shape output) {
        return output;
    }

    @Override
    public void evaluate(
            Kernels kernels, Tensor output, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        kernels.squaredError(output, target, gradient, sum, accumulate);
    }
}
