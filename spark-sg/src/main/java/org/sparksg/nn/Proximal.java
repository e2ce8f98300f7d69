package org.sparksg.nn;

import java.io.Serializable;
import org.sparksg.settings.Require;

/**
 * The implicit step of dense layers (Frerix et al. 2018, "Proximal Backpropagation", arXiv 1706.04638, as in the authors' code).
 * The weights {@code W} of a layer, its bias as one more row, move to what would have brought the outputs of this batch to
 * their targets, {@code Z = x W - dy} with {@code x} the inputs and {@code dy} the gradient by the outputs, instead of along
 * the gradient at where they are:
 *
 * <pre>  W⁺ = argmin ½ ‖x W⁺ - Z‖² + ‖W⁺ - W‖² / (2 step)     so that     (W - W⁺) / step = (I + step · xᵀx)⁻¹ xᵀdy</pre>
 *
 * <p>The right-hand side takes the place of the gradient {@code xᵀdy}, whatever the optimizer. With plain descent and {@code
 * step} as the learning rate, weights move to {@code W⁺}; the authors' learning rate 1 is that. The gradient by the input
 * stays explicit. Sums are over the examples of the batch, so that a larger batch makes the step more careful, as in the paper.
 *
 * <p>With {@code dy} as a loss summed over the batch has it, the optimizer's mean over the examples comes after; since the
 * solution is linear in {@code dy}, that is the step for the mean loss.
 *
 * @param step the paper's τ_θ; towards 0 the gradient becomes the explicit one, which it is at 0
 * @param iterations of conjugate gradients from {@code W} on, for each unit; the paper has 3 to 10, too few for the
 *     minimum itself where a layer is wide
 */
public record Proximal(double step, int iterations) implements Serializable {
    /** The most rows of a batch: a number for each pair of them has to fit one tensor, of any precision. */
    private static final int MAX_BATCH = 16_000;

    /** Explicit gradients. */
    public static final Proximal NONE = new Proximal(0, 0);

    /** Checks the numbers. */
    public Proximal {
        Require.notNegative("step", step);
        Require.that(
                iterations >= 1 || step == 0 && iterations == 0, "iterations", iterations, ">= 1 if step is above 0");
    }

    /** Returns whether gradients stay explicit. */
    public boolean isNone() {
        return step == 0;
    }

    /**
     * Checks that batches are not too large.
     *
     * @param optimizer whose setting this is, for the message
     * @throws IllegalArgumentException if they are
     */
    public void checkBatch(String optimizer, int rows) {
        Require.that(
                isNone() || rows <= MAX_BATCH,
                optimizer + ".proximal.step",
                step,
                "0 with batches of " + rows,
                "the implicit step holds a number for each pair of examples: set training.batch-size to <= " + MAX_BATCH
                        + ", or the step to 0");
    }

    /**
     * Checks that a network has layers to learn with it.
     *
     * @throws IllegalArgumentException if there are none
     */
    public void check(Network network) {
        Require.that(
                isNone() || network.layers().stream().anyMatch(Dense.class::isInstance),
                "optimizer.proximal.step",
                step,
                "0 in a network without dense layers",
                "the implicit step is one of dense layers");
    }
}
