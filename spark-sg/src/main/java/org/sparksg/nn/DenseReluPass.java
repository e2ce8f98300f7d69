package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** One batch in flight through a {@link Dense} with bias and the {@link Relu} after it, as one. */
final class DenseReluPass implements Pass {
    private final Kernels kernels;
    private final int weightSlot;
    private final Tensor y;
    private final Tensor dz; // by the sum that enters the ReLU
    private final Tensor dx;
    private Tensor x;

    DenseReluPass(Dense layer, Shape input, int maxBatch, Layer.Place place, Kernels kernels) {
        this.kernels = kernels;
        this.weightSlot = place.parameter();
        this.y = kernels.zeros(Shape.of(maxBatch, layer.units()));
        this.dz = kernels.zeros(y.shape());
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
        kernels.denseRelu(x, parameters.get(weightSlot), parameters.get(weightSlot + 1), result);
        return result;
    }

    @Override
    public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
        backwardToParameters(variables, gradient, dy);
        return toInput(variables, dy.rows());
    }

    @Override
    public Tensor backwardToInput(Variables variables, Gradient scratch, Tensor dy) {
        kernels.reluBackward(y.rows(dy.rows()), dy, dz.rows(dy.rows()));
        return toInput(variables, dy.rows());
    }

    private Tensor toInput(Variables variables, int rows) {
        Tensor result = dx.rows(rows);
        kernels.matmulTransposedWeight(dz.rows(rows), variables.parameters().get(weightSlot), result);
        return result;
    }

    @Override
    public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {
        int rows = dy.rows();
        boolean add = gradient.accumulating();
        kernels.reluBackwardBias(y.rows(rows), dy, dz.rows(rows), gradient.get(weightSlot + 1), add);
        kernels.matmulTransposedInput(x, dz.rows(rows), gradient.get(weightSlot), add);
    }
}
