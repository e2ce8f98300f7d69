package org.sparksg.nn;

import java.io.Serializable;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What a network minimises, for each example on its own: sums here, means where numbers are reported. */
public sealed interface Loss extends Serializable permits SoftmaxCrossEntropy, SquaredError {

    /** Returns the name of this loss in settings and messages, such as {@code squared-error}. */
    String kind();

    /** Returns whether the target is a class, so that the share of right answers means something. */
    boolean classification();

    /** Returns how much the examples of each class count in training. */
    default ClassWeights weights() {
        return ClassWeights.NONE;
    }

    /**
     * Returns the shape of one example's target that belongs to an output.
     *
     * @throws IllegalArgumentException if the loss does not take such an output
     */
    Shape target(Shape output);

    /**
     * Evaluates a batch.
     *
     * @param output {@code [n, ...]}, of the last layer
     * @param target {@code [n, ...]}, as {@link #target} says
     * @param gradient receives the gradient of each example's own loss by the output, not divided by {@code n}
     * @param sum receives the sum of the losses of all examples: a {@link Kernels#sum}
     * @param accumulate whether that is added to what the sum has
     */
    void evaluate(Kernels kernels, Tensor output, Tensor target, Tensor gradient, Tensor sum, boolean accumulate);
}
