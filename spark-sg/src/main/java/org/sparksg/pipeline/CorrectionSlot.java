package org.sparksg.pipeline;

import org.sparksg.nn.Gradient;
import org.sparksg.nn.Pass;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;

/**
 * A correction under way at one stage: everything that the exact backward pass of its batch needs later, whatever the stage
 * does meanwhile. The weights of the forward pass are stashed, and the pass has activations of its own.
 *
 * <p>Free, then waiting for the true gradient, then (where there is a stage below) returning it, then free again.
 */
final class CorrectionSlot {
    private final StageModel model;
    private final Kernels kernels;
    private final Link below;
    private final Corrector corrector;
    private final Messages messages;
    private final boolean applies;
    private final Pass pass;
    private final Variables stash;
    private final Gradient gradient;
    private final Tensor input;
    private final Tensor activation;
    private final Tensor target;
    private final Tensor synthetic;
    private long batchId = -1;
    private long step;
    private int rows;
    private Tensor returning;

    CorrectionSlot(Workplace at, Corrector corrector) {
        this.model = at.model();
        this.kernels = at.kernels();
        this.below = at.below();
        this.corrector = corrector;
        this.messages = at.messages();
        RunPlan plan = at.plan();
        this.applies = plan.settings().corrections().apply();
        this.pass = model.chain().newPass();
        this.stash = model.chain().newVariables(0);
        this.gradient = model.chain().newGradient();
        int largest = plan.largestBatch();
        this.input =
                kernels.zeros(plan.settings().network().shape(at.range().from()).batch(largest));
        Shape boundary = plan.boundary(at.range().stage()).batch(largest);
        this.activation = kernels.zeros(boundary);
        this.synthetic = kernels.zeros(boundary);
        this.target = kernels.zeros(plan.settings().network().output().batch(largest));
    }

    boolean isFree() {
        return batchId < 0;
    }

    boolean isWaiting() {
        return !isFree() && !isReturning();
    }

    boolean isReturning() {
        return returning != null;
    }

    /** Returns the batch of the correction, or -1 if the slot is free. */
    long batchId() {
        return batchId;
    }

    /** Returns the optimizer steps that the stage had made at the forward pass. */
    long step() {
        return step;
    }

    Pass pass() {
        return pass;
    }

    /** Takes over a batch before its forward pass; returns the copy of its input that the pass must use. */
    Tensor begin(long newBatchId, Tensor newInput, Tensor newTarget) {
        batchId = newBatchId;
        step = model.updater().steps();
        rows = newInput.rows();
        stash.copyFrom(model.variables(), kernels);
        kernels.copy(newInput, input.rows(rows));
        kernels.copy(newTarget, target.rows(rows));
        return input.rows(rows);
    }

    /** Keeps what the boundary's credit said of the batch. */
    void assigned(Tensor output, Tensor assignedGradient) {
        kernels.copy(output, activation.rows(rows));
        kernels.copy(assignedGradient, synthetic.rows(rows));
    }

    /** Takes the true gradient: writes the row, lets the credit learn, and sends it through this stage. */
    void arrive(Delivery delivery, long staleness) {
        Header header = delivery.header();
        if (header.kind() != Header.Kind.TRUE_GRADIENT) {
            throw new IllegalStateException("stage " + model.range().stage() + " waits for the TRUE_GRADIENT of batch "
                    + batchId + ", got a " + header.kind());
        }
        Tensor trueGradient = delivery.tensor(0);
        corrector.compare(batchId, trueGradient, synthetic.rows(rows), staleness, applies);
        model.credit().learn(activation.rows(rows), target.rows(rows), trueGradient);
        gradient.begin();
        if (below != null) {
            returning = pass.backward(stash, gradient, trueGradient);
        } else if (applies) {
            pass.backwardToParameters(stash, gradient, trueGradient);
        }
        if (applies) {
            model.updater().step(kernels, model.variables(), gradient, 1.0 / rows);
        }
        if (below == null) {
            batchId = -1;
        }
    }

    /** Passes the true gradient on; returns whether the stage below had room for it. */
    boolean sendBelow() {
        if (!messages.offer(below, Header.Kind.TRUE_GRADIENT, batchId, 0, returning, null)) {
            return false;
        }
        returning = null;
        batchId = -1;
        return true;
    }
}
