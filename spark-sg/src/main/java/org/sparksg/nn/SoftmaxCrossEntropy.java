package org.sparksg.nn;

import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Cross-entropy, in nats, between one-hot (or any) class weights and the softmax of the output, which are logits.
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
        Require.that(output.rank() == 1 && output.size() >= 2, "output", output, "one axis of at least 2 classes");
        return output;
    }

    @Override
    public void evaluate(
            Kernels kernels, Tensor output, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        kernels.softmaxCrossEntropy(output, target, gradient, sum, accumulate);
    }
}
