package org.sparksg.pipeline;

import org.sparksg.nn.ChainPass;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;

/** One micro-batch on its way through a stage: which tensors are its input, its output, its gradients. */
final class MicroBatch {
    /** The buffers that it has when nothing else claims it. */
    final ChainPass ownPass;

    /** Targets of a stage that does not get them from below; null elsewhere. */
    final Tensor ownTarget;

    ChainPass pass;
    Tensor input;
    Tensor target;
    Tensor output;
    Tensor gradient;
    Tensor error; // the gradient of the output of the network, where it is known
    Tensor inputGradient;
    boolean learned; // whether it has gone back for the parameters
    Delivery fromBelow;
    Delivery fromAbove;

    MicroBatch(ChainPass ownPass, Tensor ownTarget) {
        this.ownPass = ownPass;
        this.ownTarget = ownTarget;
    }

    /** Allocates as many as a stage has in flight within a mini-batch. */
    static MicroBatch[] allocate(StageContext at) {
        RunPlan plan = at.plan();
        Learning learning = plan.settings().learning();
        Shape target = plan.network().target().batch(plan.largestBatch());
        MicroBatch[] all = new MicroBatch[learning.order().ahead(at.range(), learning.microBatches())];
        for (int m = 0; m < all.length; m++) {
            Tensor ownTarget = at.feed() == null ? null : at.kernels().zeros(target);
            all[m] = new MicroBatch(at.model().newPass(), ownTarget);
        }
        return all;
    }

    /** Takes buffers of its own for input and targets. */
    void useOwn(int rows) {
        input = ownPass.input(rows);
        target = ownTarget.rows(rows);
    }

    /** Takes input and targets from below, in place of those of the micro-batch before in the same buffers. */
    void arrived(Delivery delivery) {
        release();
        fromBelow = delivery;
        input = delivery.tensor(0);
        target = delivery.tensor(1);
    }

    /** Takes a reply from above, in place of the one before. */
    void replied(Delivery delivery) {
        if (fromAbove != null) {
            fromAbove.release();
        }
        fromAbove = delivery;
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
