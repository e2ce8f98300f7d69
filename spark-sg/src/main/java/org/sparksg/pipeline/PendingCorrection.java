package org.sparksg.pipeline;

import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Operands;
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
final class PendingCorrection implements PendingGradient {
    private final StageModel model;
    private final Kernels kernels;
    private final Link below;
    private final GradientComparison corrector;
    private final Messages messages;
    private final boolean applies;
    private final long crossing;
    private final TimeBoundary time;
    private final ChainPass pass; // with the weights of its batch, as any other
    private final ChainPass exact; // the same, later, with those that it came with
    private final Variables stash;
    private final Gradient gradient;
    private final Tensor activation;
    private final Tensor target;
    private final Tensor synthetic;
    private long batchId = -1;
    private long step;
    private int rows;
    private Tensor returning;

    PendingCorrection(StageContext at) {
        this.model = at.model();
        this.kernels = at.kernels();
        this.below = at.below();
        this.corrector = new GradientComparison(at);
        this.messages = at.messages();
        RunPlan plan = at.plan();
        this.applies = plan.settings().corrections().apply();
        this.crossing = plan.clocks().crossing(at.range());
        this.time = new TimeBoundary(plan, model);
        this.stash = model.chain().newVariables();
        this.gradient = model.chain().newGradient();
        this.pass = model.newPass();
        this.exact = pass.backWith(new Operands(model.variables(), stash, gradient, model.feedback()));
        int largest = plan.largestBatch();
        Shape boundary = plan.boundary(at.range().stage()).batch(largest);
        this.activation = kernels.zeros(boundary);
        this.synthetic = kernels.zeros(boundary);
        this.target = kernels.zeros(plan.network().target().batch(largest));
    }

    @Override
    public Header.Kind kind() {
        return Header.Kind.TRUE_GRADIENT;
    }

    @Override
    public long batchId() {
        return batchId;
    }

    /** A gradient crosses so many boundaries to get here, and takes a window for each. */
    @Override
    public long due() {
        return batchId + crossing;
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public boolean isReturning() {
        return returning != null;
    }

    ChainPass pass() {
        return pass;
    }

    /** Takes over a batch before its forward pass. */
    void begin(long newBatchId, int newRows, Tensor newTarget) {
        batchId = newBatchId;
        step = model.updater().steps();
        rows = newRows;
        stash.copyFrom(model.variables(), kernels);
        kernels.copy(newTarget, target.rows(rows));
    }

    /** Keeps what the rule of the boundary said of the batch; null if it said nothing. */
    void assigned(Tensor output, Tensor assignedGradient) {
        kernels.copy(output, activation.rows(rows));
        if (assignedGradient == null) {
            kernels.fill(synthetic, 0);
        } else {
            kernels.copy(assignedGradient, synthetic.rows(rows));
        }
    }

    /** Writes the row, lets the credit learn, and prepares the gradient for the stage below. */
    @Override
    public void arrive(Delivery delivery, long staleness) {
        Tensor trueGradient = delivery.tensor(0);
        corrector.compare(batchId, trueGradient, synthetic.rows(rows), staleness, applies);
        model.credit().learn(activation.rows(rows), target.rows(rows), trueGradient);
        gradient.begin();
        time.before(exact, batchId);
        if (model.range().stage() > 0) {
            returning = applies ? exact.backward(trueGradient) : exact.backwardToInput(trueGradient);
        } else if (applies) {
            exact.backwardToParameters(trueGradient);
        }
        if (applies) {
            time.after(exact, batchId);
            model.updater().step(kernels, model.variables(), gradient, 1.0 / rows);
        }
        if (model.range().stage() == 0) {
            batchId = -1;
        }
    }

    @Override
    public boolean sendBelow() {
        if (!messages.offer(below, Header.Kind.TRUE_GRADIENT, batchId, 0, returning)) {
            return false;
        }
        returning = null;
        batchId = -1;
        return true;
    }
}
