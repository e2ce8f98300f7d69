package org.sparksg.pipeline;

import org.sparksg.credit.Rule;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Operands;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;

/**
 * A batch whose forward pass is done and whose update comes when its gradient is there: what the backward pass needs until
 * then. Either the weights and activations of the forward pass, or the input only, to run forward again.
 */
final class PendingUpdate implements PendingGradient {
    private final StageModel model;
    private final Kernels kernels;
    private final Link below;
    private final Messages messages;
    private final long lag; // batches of the run that the stage goes on before it updates
    private final ChainPass pass;
    private final boolean predicts;
    private final Variables stash; // the weights of the forward pass; null for a replay
    private final Gradient gradient;
    private final Tensor input; // for a replay; else null
    private final TimeBoundary time;
    private final Tensor before; // the states, for a replay; null if there are none
    private long batchId = -1;
    private long step;
    private int rows;
    private long stream;
    private Tensor returning;

    /** {@code replays}: a pass with the live weights, in which all replays run forward again; null to stash weights and activations. */
    PendingUpdate(StageContext at, Rule rule, ChainPass replays) {
        this.model = at.model();
        this.kernels = at.kernels();
        this.below = at.below();
        this.messages = at.messages();
        this.lag =
                (long) rule.lag(at.range().hopsFromTop()) * at.plan().clocks().period();
        this.gradient = model.gradient();
        this.time = new TimeBoundary(at.plan(), model);
        boolean replay = replays != null;
        this.stash = replay ? null : model.chain().newVariables();
        this.predicts = rule.prediction();
        this.pass = replay ? replays : model.chain().newPass(operands());
        int largest = at.plan().largestBatch();
        this.input = replay ? kernels.zeros(model.chain().input().batch(largest)) : null;
        this.before =
                replay && at.plan().carriesStates(at.range()) ? model.chain().newState() : null;
    }

    /** Weights are stashed as they are on the way forward, for the way back; or predicted for then, and only used forward. */
    private Operands operands() {
        Variables own = model.variables();
        return predicts
                ? new Operands(new Variables(stash.parameters(), own.statistics()), own, gradient, model.feedback())
                : new Operands(own, stash, gradient, model.feedback());
    }

    /**
     * Takes over a batch before its forward pass; returns the pass that it has to use: its own, or {@code free}.
     *
     * @param updates how many come before its own
     */
    ChainPass begin(long newBatchId, Tensor newInput, long newStream, int updates, ChainPass free) {
        batchId = newBatchId;
        step = model.updater().steps();
        rows = newInput.rows();
        stream = newStream;
        if (stash == null) {
            kernels.copy(newInput, input.rows(rows));
            if (before != null) {
                kernels.copy(model.carried().of(0), before.rows(rows));
            }
            return free;
        }
        if (predicts) {
            model.updater()
                    .predict(
                            kernels,
                            model.variables(),
                            updates,
                            stash.parameters().flat());
        } else {
            stash.copyFrom(model.variables(), kernels);
        }
        return pass;
    }

    @Override
    public Header.Kind kind() {
        return Header.Kind.GRADIENT;
    }

    @Override
    public long batchId() {
        return batchId;
    }

    @Override
    public long due() {
        return batchId + 1 + lag;
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public void arrive(Delivery delivery, long staleness) {
        Tensor received = delivery.tensor(0);
        if (stash == null) {
            if (before != null) {
                kernels.copy(before.rows(rows), pass.before(rows));
            }
            pass.train(input.rows(rows), stream);
        }
        gradient.begin();
        time.before(pass, batchId);
        if (model.range().stage() > 0) {
            returning = pass.backward(received);
        } else {
            pass.backwardToParameters(received);
        }
        time.after(pass, batchId);
        model.updater().step(kernels, model.variables(), gradient, 1.0 / rows);
        if (model.range().stage() == 0) {
            batchId = -1;
        }
    }

    @Override
    public boolean isReturning() {
        return returning != null;
    }

    @Override
    public boolean sendBelow() {
        if (!messages.offer(below, Header.Kind.GRADIENT, batchId, 0, returning)) {
            return false;
        }
        returning = null;
        batchId = -1;
        return true;
    }
}
