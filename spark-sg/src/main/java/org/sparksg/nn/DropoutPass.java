package org.sparksg.nn;

import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** One batch in flight through {@link Dropout}, with its mask. */
final class DropoutPass implements Pass {
    private final Kernels kernels;
    private final double rate;
    private final int layerIndex;
    private final Tensor mask;
    private final Tensor y;
    private final Tensor dx;

    DropoutPass(Dropout layer, Shape input, int maxBatch, Layer.Place place, Kernels kernels) {
        this.kernels = kernels;
        this.rate = layer.rate();
        this.layerIndex = place.layer();
        this.mask = kernels.zeros(input.batch(maxBatch));
        this.y = kernels.zeros(input.batch(maxBatch));
        this.dx = kernels.zeros(input.batch(maxBatch));
    }

    @Override
    public Tensor train(Variables variables, Tensor x, long stream) {
        Tensor result = y.rows(x.rows());
        kernels.dropout(x, rate, Hash.mix(stream, layerIndex), mask.rows(x.rows()), result);
        return result;
    }

    @Override
    public Tensor infer(Variables variables, Tensor x) {
        return x;
    }

    @Override
    public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
        Tensor result = dx.rows(dy.rows());
        kernels.multiply(dy, mask.rows(dy.rows()), result);
        return result;
    }

    @Override
    public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {
        // there are none
    }
}
