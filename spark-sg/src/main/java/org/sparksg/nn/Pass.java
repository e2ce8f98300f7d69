package org.sparksg.nn;

import org.sparksg.tensor.Tensor;

/**
 * One batch on its way through a layer or a chain: the buffers that hold it between forward and backward. Several passes
 * may be in flight with the same variables. Belongs to one thread.
 *
 * <p><b>Ownership.</b> A pass never writes to a tensor that it was given ({@code x}, {@code dy}). It refers to {@code x}
 * until the last {@code backward} of the batch: the caller leaves {@code x} as it is so long. What a pass returns belongs
 * to the pass; a result of {@code train} or {@code infer} stays valid until the next {@code train} or {@code infer} of
 * this pass, a result of {@code backward} until its next {@code backward}. A result may be {@code x} or {@code dy} itself
 * where a layer does nothing (dropout at inference). {@code backward} does not consume the forward pass: it may be
 * called again, with another gradient or other weights.
 *
 * <p>A batch may have fewer rows than the pass was built for; the results then have as few.
 */
public interface Pass {

    /**
     * Runs forward as in training: with the statistics of this batch, with dropout.
     *
     * @param stream the randomness of this batch; what layers draw depends on it and on their index in the network
     * @return the output, one example a row
     */
    Tensor train(Variables variables, Tensor x, long stream);

    /** Runs forward as in use: with the running statistics, without dropout. Forgets the batch of {@link #train}. */
    Tensor infer(Variables variables, Tensor x);

    /**
     * Runs backward through the batch of the last {@link #train}.
     *
     * @param variables the weights to differentiate with: those of the forward pass, stashed or still live
     * @param gradient receives the parameter gradients, summed over examples; overwritten or added to as it says
     * @param dy the gradient of each example's own loss by the output, not divided by the batch size
     * @return the gradient by the input, in the same units
     */
    Tensor backward(Variables variables, Gradient gradient, Tensor dy);

    /** Runs backward without the gradient by the input, which saves a product where nobody asks for it. */
    void backwardToParameters(Variables variables, Gradient gradient, Tensor dy);

    /**
     * Runs backward for the gradient by the input only, which saves a product where the parameters learn from another gradient.
     *
     * @param scratch holds numbers without meaning afterwards
     */
    default Tensor backwardToInput(Variables variables, Gradient scratch, Tensor dy) {
        return backward(variables, scratch, dy);
    }
}
