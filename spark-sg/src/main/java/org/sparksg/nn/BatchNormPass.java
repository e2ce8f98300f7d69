package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** One batch in flight through {@link BatchNorm}, with the statistics that the backward pass needs. */
final class BatchNormPass implements Pass {
    private final BatchNorm layer;
    private final Kernels kernels;
    private final int scaleSlot;
    private final int meanSlot;
    private final Tensor mean;
    private final Tensor variance;
    private final Tensor inverseDeviation;
    private final Tensor y;
    private final Tensor dx;
    private Tensor x;

    BatchNormPass(BatchNorm layer, Shape input, int maxBatch, Layer.Place place, Kernels kernels) {
        this.layer = layer;
        this.kernels = kernels;
        this.scaleSlot = place.parameter();
        this.meanSlot = place.statistic();
        this.mean = kernels.zeros(input);
        this.variance = kernels.zeros(input);
        this.inverseDeviation = kernels.zeros(input);
        this.y = kernels.zeros(input.batch(maxBatch));
        this.dx = kernels.zeros(input.batch(maxBatch));
    }

    @Override
    public Tensor train(Variables variables, Tensor x, long stream) {
        this.x = x;
        ParameterVector parameters = variables.parameters();
        ParameterVector running = variables.statistics();
        Tensor result = y.rows(x.rows());
        kernels.batchNorm(
                x,
                parameters.get(scaleSlot),
                parameters.get(scaleSlot + 1),
                layer.epsilon(),
                mean,
                variance,
                inverseDeviation,
                result);
        move(running.get(meanSlot), mean);
        move(running.get(meanSlot + 1), variance);
        return result;
    }

    private void move(Tensor running, Tensor now) {
        kernels.combine(1 - layer.momentum(), running, layer.momentum(), now, running);
    }

    @Override
    public Tensor infer(Variables variables, Tensor x) {
        ParameterVector parameters = variables.parameters();
        ParameterVector running = variables.statistics();
        Tensor result = y.rows(x.rows());
        kernels.batchNormInference(
                x,
                parameters.get(scaleSlot),
                parameters.get(scaleSlot + 1),
                layer.epsilon(),
                running.get(meanSlot),
                running.get(meanSlot + 1),
                result);
        return result;
    }

    @Override
    public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
        Tensor result = dx.rows(dy.rows());
        kernels.batchNormBackward(
                x,
                dy,
                variables.parameters().get(scaleSlot),
                mean,
                inverseDeviation,
                result,
                gradient.get(scaleSlot),
                gradient.get(scaleSlot + 1),
                gradient.accumulating());
        return result;
    }

    @Override
    public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {
        backward(variables, gradient, dy); // one kernel computes all three; a network seldom starts with this layer
    }
}
