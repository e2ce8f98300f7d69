package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** One batch in flight through {@link Dense}. */
final class DensePass implements Pass {
    private final Kernels kernels;
    private final boolean bias;
    private final int weightSlot;
    private final Tensor y;
    private final Tensor dx;
    private Tensor x;

    DensePass(Dense layer, Shape input, int maxBatch, Layer.Place place, Kernels kernels) {
        this.kernels = kernels;
        this.bias = layer.bias();
        this.weightSlot = place.parameter();
        this.y = kernels.zeros(Shape.of(maxBatch, layer.units()));
        this.dx = kernels.zeros(input.batch(maxBatch));
    }

    @Override
    public Tensor train(Variables variables, Tensor x, long stream) {
        this.x = x;
        return infer(variables, x);
    }

    @Override
    public Tensor infer(Variables variables, Tensor x) {
        ParameterVector parameters = variables.parameters();
        Tensor result = y.rows(x.rows());
        if (bias) {
            kernels.dense(x, parameters.get(weightSlot), parameters.get(weightSlot + 1), result);
        } else {
            kernels.matmul(x, parameters.get(weightSlot), result);
        }
        return result;
    }

    @Override
    public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
        backwardToParameters(variables, gradient, dy);
        return backwardToInput(variables, gradient, dy);
    }

    @Override
    public Tensor backwardToInput(Variables variables, Gradient scratch, Tensor dy) {
        Tensor result = dx.rows(dy.rows());
        kernels.matmulTransposedWeight(dy, variables.parameters().get(weightSlot), result);
        return result;
    }

    @Override
    public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {
        kernels.matmulTransposedInput(x, dy, gradient.get(weightSlot), gradient.accumulating());
        if (bias) {
            kernels.sumRows(dy, gradient.get(weightSlot + 1), gradient.accumulating());
        }
    }
}
