package org.sparksg.credit;

import org.sparksg.nn.Variables;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Tensor;

/**
 * A local source of the gradient at one boundary. All gradients are per example: of each example's own loss, not divided by
 * the batch size.
 */
public interface Credit {

    /**
     * Returns the gradient of the boundary's activation, without waiting for anybody. The tensor belongs to the credit and is
     * valid until its next call.
     *
     * @param activation the output of the stage below, {@code [n, width]}
     * @param target the targets of the same examples
     */
    Tensor assign(Tensor activation, Tensor target);

    /**
     * Learns from the gradient that came back from above.
     *
     * @param gradient the gradient at the boundary, {@code [n, width]}
     * @return the credit's loss before the step, as a mean over examples
     */
    double learn(Tensor activation, Tensor target, Tensor gradient);

    /** Returns the weights that a checkpoint must hold. */
    Variables variables();

    /** Returns the optimizer whose state a checkpoint must hold. */
    Updater updater();
}
