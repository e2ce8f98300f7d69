package org.sparksg.nn;

import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Cross-entropy, in nats, between one-hot (or any) class weights and the softmax of the output, which are logits. Of a sequence {@code
 * [steps, classes]} the targets are classes {@code [steps]}, and the loss is the sum over the steps that have one (not -1), divided by the
 * number of all steps.
 *
 * @param weights how much classes count in training: whoever hands out targets multiplies them
 */
public record SoftmaxCrossEntropy(ClassWeights weights) implements Loss {

    /** Checks that there are weights. */
    public SoftmaxCrossEntropy {
        Require.present("class-weights", weights);
    }

    /** All classes count the same. */
    public SoftmaxCrossEntropy() {
        this(ClassWeights.NONE);
    }

    @Override
    public String kind() {
        return "softmax-cross-entropy";
    }

    @Override
    public boolean classification() {
        return true;
    }

    @Override
    public Shape target(Shape output) {
        boolean steps = output.rank() == 2;
        Require.that(
                (steps || output.rank() == 1) && output.last() >= 2,
                "output",
                output,
                "one axis of at least 2 classes, or steps of them");
        Require.that(
                !steps || weights.equals(ClassWeights.NONE),
                "network.class-weights",
                weights,
                "left out for sequences");
        return steps ? Shape.of(output.dim(0)) : output;
    }

    @Override
    public void evaluate(
            Kernels kernels, Tensor output, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        if (output.shape().rank() == 3) {
            kernels.crossEntropy(output, target, 1.0 / output.shape().dim(1), gradient, sum, accumulate);
        } else {
            kernels.softmaxCrossEntropy(output, target, gradient, sum, accumulate);
        }
    }
}
