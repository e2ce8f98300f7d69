package org.sparksg.pipeline;

import org.sparksg.nn.ChainPass;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;

/** One micro-batch on its way through a stage: which tensors are its input, its output, its gradients. */
final class MicroBatch {
    /** The buffers that it has when nothing else claims it. */
    final ChainPass ownPass;

    /** The first stage's own input and targets; null elsewhere. */
    final Tensor ownInput;

    final Tensor ownTarget;

    ChainPass pass;
    Tensor input;
    Tensor target;
    Tensor output;
    Tensor gradient;
    Tensor error; // the gradient of the output of the network, where it is known
    Tensor inputGradient;
    Delivery fromBelow;
    Delivery fromAbove;

    MicroBatch(ChainPass ownPass, Tensor ownInput, Tensor ownTarget) {
        this.ownPass = ownPass;
        this.ownInput = ownInput;
        this.ownTarget = ownTarget;
    }

    /** Gives back what was received for it. */
    void release() {
        if (fromBelow != null) {
            fromBelow.release();
            fromBelow = null;
        }
        if (fromAbove != null) {
            fromAbove.release();
            fromAbove = null;
        }
    }
}
