package org.sparksg.pipeline;

import org.sparksg.credit.Rule;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Gradient;
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
    private final int lag; // batches that the stage goes on before it updates
    private final boolean replay;
    private final ChainPass pass;
    private final Variables weights; // stashed; for a replay, the live parameters and statistics to scribble on
    private final Gradient gradient;
    private final Tensor input;
    private long batchId = -1;
    private long step;
    private int rows;
    private long stream;
    private Tensor returning;

    /** {@code shared}: a pass that is free between mini-batches, for replays. */
    PendingUpdate(StageContext at, Rule rule, ChainPass shared) {
        this.model = at.model();
        this.kernels = at.kernels();
        this.below = at.below();
        this.messages = at.messages();
        this.lag = rule.delay() * at.range().hopsFromTop();
        this.replay = rule.replay();
        this.pass = replay ? shared : model.chain().newPass();
        Variables own = model.chain().newVariables();
        own.statistics().initialise(0); // parameters are copied, or shared
        this.weights = replay ? new Variables(model.variables().parameters(), own.statistics()) : own;
        this.gradient = model.gradient();
        int largest = at.plan().largestBatch();
        this.input = kernels.zeros(at.plan().network().shape(at.range().from()).batch(largest));
    }

    /** Takes over a batch before its forward pass; returns the copy of its input that the pass must use. */
    Tensor begin(long newBatchId, Tensor newInput, long newStream) {
        batchId = newBatchId;
        step = model.updater().steps();
        rows = newInput.rows();
        stream = newStream;
        kernels.copy(newInput, input.rows(rows));
        if (!replay) {
            weights.copyFrom(model.variables(), kernels);
        }
        return input.rows(rows);
    }

    ChainPass pass() {
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
        if (replay) {
            pass.train(weights, input.rows(rows), stream);
        }
        gradient.begin();
        if (model.range().stage() > 0) {
            returning = pass.backward(weights, gradient, received);
        } else {
            pass.backwardToParameters(weights, gradient, received);
        }
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
