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
    private final RunPlan plan;
    private final StageModel model;
    private final Link below;
    private final Corrector corrector;
    private final Messages messages;
    private final Pass pass;
    private final Variables stash;
    private final Gradient gradient;
    private final Tensor input;
    private final Tensor activation;
    private final Tensor target;
    private final Tensor synthetic;
    private long batchId = -1;
    private int rows;
    private Tensor returning;

    CorrectionSlot(RunPlan plan, StageModel model, Link below, Corrector corrector, Messages messages) {
        this.plan = plan;
        this.model = model;
        this.below = below;
        this.corrector = corrector;
        this.messages = messages;
        Kernels kernels = model.kernels();
        int largest = plan.largestBatch();
        this.pass = model.chain().newPass();
        this.stash = model.chain().newVariables(0);
        this.gradient = model.chain().newGradient();
        this.input = kernels.zeros(
                plan.settings().network().shape(model.range().from()).batch(largest));
        Shape boundary = plan.boundary(model.range().stage()).batch(largest);
        this.activation = kernels.zeros(boundary);
        this.synthetic = kernels.zeros(boundary);
        this.target = kernels.zeros(plan.settings().network().output().batch(largest));
    }

    boolean isFree() {
        return batchId < 0;
    }

    boolean isReturning() {
        return returning != null;
    }

    /** Returns the batch that waits for its true gradient, or -1. */
    long batchId() {
        return batchId;
    }

    Pass pass() {
        return pass;
    }

    /** Takes over a batch before its forward pass; returns the copy of its input that the pass must use. */
    Tensor begin(long newBatchId, Tensor newInput, Tensor newTarget) {
        batchId = newBatchId;
        rows = newInput.rows();
        stash.copyFrom(model.variables(), model.kernels());
        model.kernels().copy(newInput, input.rows(rows));
        model.kernels().copy(newTarget, target.rows(rows));
        return input.rows(rows);
    }

    /** Keeps what the boundary's credit said of the batch. */
    void assigned(Tensor output, Tensor assignedGradient) {
        model.kernels().copy(output, activation.rows(rows));
        model.kernels().copy(assignedGradient, synthetic.rows(rows));
    }

    /** Takes the true gradient: writes the row, lets the credit learn, and sends it through this stage. */
    void arrive(Delivery delivery, long staleness) {
        Header header = delivery.header();
        if (header.batchId() != batchId || header.kind() != Header.Kind.TRUE_GRADIENT) {
            throw new IllegalStateException("stage " + model.range().stage() + " waits for the TRUE_GRADIENT of batch "
                    + batchId + ", got " + header.kind() + " of batch " + header.batchId());
        }
        boolean apply = plan.settings().corrections().apply();
        Tensor trueGradient = delivery.tensor(0);
        corrector.compare(batchId, trueGradient, synthetic.rows(rows), staleness, apply);
        model.credit().learn(activation.rows(rows), target.rows(rows), trueGradient);
        gradient.begin();
        if (below != null) {
            returning = pass.backward(stash, gradient, trueGradient);
        } else if (apply) {
            pass.backwardToParameters(stash, gradient, trueGradient);
        }
        if (apply) {
            model.updater().step(model.kernels(), model.variables(), gradient, 1.0 / rows);
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
