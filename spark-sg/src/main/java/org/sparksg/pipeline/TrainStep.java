package org.sparksg.pipeline;

import java.util.List;
import java.util.Locale;
import org.sparksg.nn.Loss;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;

/**
 * One mini-batch at one stage: walks through the actions of its schedule. Every call does one action, or none if its input or
 * the room for its output is missing.
 */
final class TrainStep {
    private final RunPlan plan;
    private final Learning learning;
    private final StageModel model;
    private final Kernels kernels;
    private final Link below;
    private final Link above;
    private final Boundary boundary;
    private final Feed feed;
    private final Meter meter;
    private final Corrector corrector;
    private final Messages messages;
    private final MicroBatch[] microBatches;
    private final Tensor[] lossGradients;
    private final Tensor mixed;

    private long batchId;
    private Schedule schedule;
    private List<Action> actions = List.of();
    private int position;
    private double lossSum;
    private int queueDepth;
    private CorrectionSlot deferred;

    /** Allocates the buffers. {@code boundary} is null on the last stage, {@code corrector} where there is no credit. */
    TrainStep(Workplace at, Boundary boundary, Corrector corrector) {
        this.plan = at.plan();
        this.learning = plan.settings().learning();
        this.model = at.model();
        this.kernels = at.kernels();
        this.below = at.below();
        this.above = at.above();
        this.boundary = boundary;
        this.feed = at.feed();
        this.meter = at.meter();
        this.corrector = corrector;
        this.messages = at.messages();
        Shape input = plan.settings().network().shape(at.range().from()).batch(plan.largestBatch());
        Shape output = plan.settings().network().output().batch(plan.largestBatch());
        this.microBatches = new MicroBatch[learning.microBatches()];
        this.lossGradients = new Tensor[boundary == null ? microBatches.length : 0];
        for (int m = 0; m < microBatches.length; m++) {
            Tensor ownInput = feed == null ? null : kernels.zeros(input);
            Tensor ownTarget = feed == null ? null : kernels.zeros(output);
            microBatches[m] = new MicroBatch(model.chain().newPass(), ownInput, ownTarget);
        }
        for (int m = 0; m < lossGradients.length; m++) {
            lossGradients[m] = kernels.zeros(output);
        }
        Shape top = plan.settings().network().shape(at.range().to()).batch(plan.largestBatch());
        this.mixed = model.credit() == null ? null : kernels.zeros(top);
    }

    /** Returns the pass of the first micro-batch, free between mini-batches. */
    MicroBatch first() {
        return microBatches[0];
    }

    /** Starts a mini-batch. */
    void begin(long newBatchId) {
        batchId = newBatchId;
        schedule = learning.schedule(batchId);
        actions = schedule.actions(model.range().last(), plan.calendar().microBatches(batchId));
        position = 0;
        lossSum = 0;
        queueDepth = below == null ? 0 : below.waiting();
    }

    /** Returns whether the mini-batch has begun, but nothing of it is done. */
    boolean isUntouched() {
        return position == 0;
    }

    /** Returns whether the mini-batch is done. */
    boolean isDone() {
        return position == actions.size();
    }

    /** Does the next action, if it can. */
    boolean work() {
        Action action = actions.get(position);
        long startNs = meter.now();
        if (!perform(action.kind(), action.microBatch())) {
            return false;
        }
        meter.book(action.kind(), batchId, startNs);
        position++;
        if (isDone()) {
            int examples = plan.calendar().size(batchId);
            double loss = model.range().last() ? lossSum / examples : Double.NaN;
            meter.finish(batchId, loss, examples, queueDepth);
            if (model.range().last() && !Double.isFinite(loss)) {
                int epoch = Math.toIntExact(batchId / plan.calendar().batchesPerEpoch());
                throw new DivergedException(batchId, epoch, loss);
            }
        }
        return true;
    }

    private boolean perform(Action.Kind kind, int index) {
        MicroBatch micro = microBatches[index];
        return switch (kind) {
            case FORWARD -> forward(micro, index);
            case SEND -> messages.offer(above, Header.Kind.ACTIVATION, batchId, index, micro.output, micro.target);
            case LOSS -> loss(micro, index);
            case ASSIGN -> assign(micro);
            case AWAIT -> await(micro, index);
            case BACKWARD -> backward(micro, index);
            case RETURN -> giveBack(micro, index);
            case UPDATE -> update();
        };
    }

    private boolean forward(MicroBatch micro, int index) {
        if (feed != null) {
            int rows = plan.calendar().size(batchId, index);
            micro.input = micro.ownInput.rows(rows);
            micro.target = micro.ownTarget.rows(rows);
            feed.train(batchId, index, micro.input, micro.target);
        } else {
            Delivery delivery = messages.poll(below, Header.Kind.ACTIVATION, batchId, index);
            if (delivery == null) {
                return false;
            }
            micro.fromBelow = delivery;
            micro.input = delivery.tensor(0);
            micro.target = delivery.tensor(1);
        }
        micro.pass = micro.ownPass;
        if (isDeferredCorrection()) {
            deferred = boundary.freeCorrection();
            micro.pass = deferred.pass();
            micro.input = deferred.begin(batchId, micro.input, micro.target);
        }
        long stream = Hash.mix(Hash.mix(plan.settings().seed(), batchId), index);
        micro.output = micro.pass.train(model.variables(), micro.input, stream);
        return true;
    }

    /** Whether the true gradient of this batch will come later than its update. */
    private boolean isDeferredCorrection() {
        return schedule == Schedule.DECOUPLED && boundary != null && boundary.isCorrection(batchId);
    }

    private boolean loss(MicroBatch micro, int index) {
        Tensor gradient = lossGradients[index].rows(micro.output.rows());
        Loss loss = plan.settings().network().loss();
        lossSum += loss.evaluate(kernels, micro.output, micro.target, gradient);
        micro.gradient = gradient;
        return true;
    }

    private boolean assign(MicroBatch micro) {
        micro.gradient = model.credit().assign(micro.output, micro.target);
        if (schedule == Schedule.DECOUPLED) {
            if (isDeferredCorrection()) {
                deferred.assigned(micro.output, micro.gradient);
            } else if (learning.learnsAt(batchId)) {
                boundary.remember(batchId, micro.output, micro.target);
            }
        }
        return true;
    }

    private boolean await(MicroBatch micro, int index) {
        Delivery delivery = messages.poll(above, lockedGradient(), batchId, index);
        if (delivery == null) {
            return false;
        }
        micro.fromAbove = delivery;
        Tensor received = delivery.tensor(0);
        if (schedule == Schedule.MIXED) {
            mix(micro, received);
        } else {
            micro.gradient = received;
        }
        return true;
    }

    /** Returns what the gradients of a batch are to which stages wait for them: exact if none of them mixes. */
    private Header.Kind lockedGradient() {
        return lambda() == 1 ? Header.Kind.TRUE_GRADIENT : Header.Kind.GRADIENT;
    }

    /** A correction of a locked batch takes the gradient from above as it is: mixed gradients would make it inexact. */
    private double lambda() {
        return plan.settings().corrections().at(batchId) ? 1 : learning.lambdaAt(batchId);
    }

    private void mix(MicroBatch micro, Tensor received) {
        boolean correction = plan.settings().corrections().at(batchId);
        if (correction) {
            corrector.compare(batchId, received, micro.gradient, 0, true);
        }
        double lambda = lambda();
        Tensor mix = mixed.rows(received.rows());
        kernels.combine(lambda, received, 1 - lambda, micro.gradient, mix);
        if (correction || learning.learnsAt(batchId)) {
            long startNs = meter.now();
            model.credit().learn(micro.output, micro.target, received);
            meter.bookLearn(batchId, startNs, 0);
        }
        micro.gradient = mix;
    }

    private boolean backward(MicroBatch micro, int index) {
        if (!isUpdateDeferred()) {
            if (index == 0) {
                model.gradient().begin();
            }
            if (returnsGradient()) {
                micro.inputGradient = micro.pass.backward(model.variables(), model.gradient(), micro.gradient);
            } else {
                micro.pass.backwardToParameters(model.variables(), model.gradient(), micro.gradient);
            }
        }
        micro.release();
        return true;
    }

    /** Whether the true gradient, when it comes, makes the update of this batch. */
    private boolean isUpdateDeferred() {
        return isDeferredCorrection() && plan.settings().corrections().apply();
    }

    private boolean returnsGradient() {
        if (below == null || isDeferredCorrection()) {
            return false;
        }
        return schedule != Schedule.DECOUPLED
                || learning.learnsAt(batchId)
                || plan.settings().corrections().at(batchId);
    }

    private boolean giveBack(MicroBatch micro, int index) {
        if (!returnsGradient()) {
            return true;
        }
        Header.Kind kind = schedule == Schedule.DECOUPLED ? decoupledGradient() : lockedGradient();
        return messages.offer(below, kind, batchId, index, micro.inputGradient, null);
    }

    private Header.Kind decoupledGradient() {
        return above == null ? Header.Kind.TRUE_GRADIENT : Header.Kind.GRADIENT;
    }

    private boolean update() {
        if (!isUpdateDeferred()) {
            double scale = 1.0 / plan.calendar().size(batchId);
            model.updater().step(kernels, model.variables(), model.gradient(), scale);
        }
        return true;
    }

    /** Says what the next action waits for. */
    String waitingFor() {
        Action action = actions.get(position);
        String what = action.toString().toLowerCase(Locale.ROOT) + " of batch " + batchId;
        return switch (action.kind()) {
            case FORWARD, RETURN -> what + ", which needs " + (below == null ? "the data" : below.peer());
            case SEND, AWAIT -> what + ", which needs " + above.peer();
            case LOSS, ASSIGN, BACKWARD, UPDATE -> what;
        };
    }
}
