package org.sparksg.pipeline;

import java.util.List;
import org.sparksg.credit.Credit;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.nn.Loss;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;

/**
 * One mini-batch at one stage: walks through the actions of its schedule. Every call does one action, or none if its input or the
 * room for its output is missing.
 */
final class TrainStep {
    private final RunPlan plan;
    private final StageModel model;
    private final Kernels kernels;
    private final Link below;
    private final Link above;
    private final Inputs inputs;
    private final Boundary boundary;
    private final Meter meter;
    private final Messages messages;
    private final Feed feed; // null if the stage reads no data
    private final MicroBatch[] microBatches;
    private final Tensor[] lossGradients;
    private final Tensor lossSum;
    private final Carried carried;
    private final TimeBoundary time;
    private final Tensor silence; // the gradient of an output that nobody hears of; null if nothing is learned then

    private long batchId;
    private Schedule schedule;
    private List<Action> actions = List.of();
    private int position;
    private boolean evaluated; // whether the sum is of this mini-batch
    private int answers; // steps of this mini-batch that have a class
    private double loss = Double.NaN; // of the last mini-batch, of the last stage
    private int queueDepth;
    private PendingCorrection correction;

    /** Trains in these buffers. {@code boundary} is null on the last stage, whose schedules need none. */
    TrainStep(StageContext at, MicroBatch[] microBatches, Inputs inputs, Boundary boundary) {
        this.plan = at.plan();
        this.model = at.model();
        this.kernels = at.kernels();
        this.below = at.below();
        this.above = at.above();
        this.inputs = inputs;
        this.boundary = boundary;
        this.meter = at.meter();
        this.messages = at.messages();
        this.feed = at.feed();
        this.microBatches = microBatches;
        this.lossGradients = new Tensor[model.range().last() ? microBatches.length : 0];
        this.lossSum = kernels.sum();
        this.carried = model.carried();
        this.time = new TimeBoundary(plan, model);
        this.silence = plan.learnsFromTimeAlone(model.range())
                ? kernels.zeros(plan.boundary(model.range().stage()).batch(plan.largestBatch()))
                : null;
        Shape output = plan.network().output().batch(plan.largestBatch());
        for (int m = 0; m < lossGradients.length; m++) {
            lossGradients[m] = kernels.zeros(output);
        }
    }

    /** Starts a mini-batch. */
    void begin(long newBatchId) {
        batchId = newBatchId;
        schedule = Schedule.of(plan, model.range(), batchId);
        MicroBatchOrder order = plan.settings().learning().order();
        actions = schedule.actions(order, plan.calendar().microBatches(batchId));
        position = 0;
        evaluated = false;
        answers = 0;
        queueDepth = inputs.waiting();
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
            finish();
        }
        return true;
    }

    private void finish() {
        for (MicroBatch micro : microBatches) {
            micro.release();
        }
        int examples = plan.calendar().size(batchId);
        if (model.range().last()) {
            loss = loss(examples);
        }
        meter.finish(batchId, loss, examples, queueDepth);
        if (feed != null && model.range().last()) {
            feed.learned(batchId, lossSum.get(0)).ifPresent(level -> meter.raised(batchId, level));
        }
        if (above != null && !schedule.sends()) {
            above.sign(); // that it waits for a batch to come, not for one that hangs
        }
        if (model.range().last() && !Double.isFinite(lossSum.get(0))) {
            int epoch = Math.toIntExact(batchId / plan.calendar().batchesPerEpoch());
            throw new DivergedException(batchId, epoch, lossSum.get(0) / examples);
        }
    }

    /** Returns the mean loss of an example; or of a step that has a class, as in an evaluation, and if none has, of the batch before. */
    private double loss(int examples) {
        double mean = lossSum.get(0) / examples;
        if (!plan.network().classifiesSteps()) {
            return mean;
        }
        return answers == 0 ? loss : mean * examples * plan.network().target().size() / answers;
    }

    private boolean perform(Action.Kind kind, int index) {
        MicroBatch micro = microBatches[index % microBatches.length];
        return switch (kind) {
            case FORWARD -> forward(micro, index);
            case SEND -> messages.offer(above, Header.Kind.ACTIVATION, batchId, index, micro.output, micro.target);
            case LOSS -> loss(micro, index);
            case ASSIGN -> assign(micro);
            case AWAIT -> await(micro, index);
            case REMEMBER -> remember(micro);
            case BACKWARD, BACKWARD_TO_PARAMETERS, BACKWARD_TO_INPUT -> backward(kind, micro);
            case RETURN -> giveBack(micro, index);
            case CONFIRM -> confirm(micro, index);
            case UPDATE -> update();
        };
    }

    private boolean forward(MicroBatch micro, int index) {
        if (!inputs.train(micro, batchId, index, plan.calendar().size(batchId, index))) {
            return false;
        }
        if (index == 0) {
            startAfresh();
        }
        micro.pass = micro.ownPass;
        long stream = Hash.mix(Hash.mix(plan.settings().seed(), batchId), index);
        if (schedule.awaitsCorrection()) {
            correction = boundary.freeCorrection();
            micro.pass = correction.pass();
            correction.begin(batchId, micro.input.rows(), micro.target);
        } else if (schedule.isLate()) {
            int before = boundary.updatesUnderWay();
            PendingUpdate update = boundary.freeUpdate();
            micro.pass = update.begin(batchId, micro.input, stream, before, micro.ownPass);
        }
        carried.enter(micro.pass, index);
        micro.output = micro.pass.train(micro.input, stream);
        carried.leave(micro.pass, index);
        micro.gradient = silence == null ? null : silence.rows(micro.output.rows());
        micro.learned = false;
        return true;
    }

    /** Prepares what all micro-batches share. Late updates have had the gradient until now. */
    private void startAfresh() {
        model.gradient().begin();
        if (plan.startsAnew(model.range(), batchId)) {
            carried.clear();
        }
    }

    private boolean loss(MicroBatch micro, int index) {
        Tensor gradient = lossGradients[index % lossGradients.length].rows(micro.output.rows());
        Loss loss = plan.network().loss();
        loss.evaluate(kernels, micro.output, micro.target, gradient, lossSum, evaluated);
        evaluated = true;
        answers += plan.network().classifiesSteps() ? classes(micro.target) : 0;
        micro.gradient = gradient;
        micro.error = gradient;
        return true;
    }

    private static int classes(Tensor target) {
        int count = 0;
        for (int i = 0; i < target.size(); i++) {
            count += target.get(i) >= 0 ? 1 : 0;
        }
        return count;
    }

    private boolean assign(MicroBatch micro) {
        micro.gradient = model.credit().assign(micro.output, micro.target);
        return true;
    }

    private boolean await(MicroBatch micro, int index) {
        Header.Kind kind = schedule.above().reply() == Reply.ERROR ? Header.Kind.ERROR : Header.Kind.GRADIENT;
        Delivery delivery = boundary.take(kind, batchId, index);
        if (delivery == null) {
            return false;
        }
        micro.replied(delivery);
        Tensor reply = delivery.tensor(0);
        micro.error = reply;
        Credit credit = model.credit();
        long startNs = meter.now();
        micro.gradient = schedule.above().mixes()
                ? credit.mix(micro.output, micro.target, micro.gradient, reply)
                : credit.receive(micro.output, micro.target, reply);
        if (schedule.above().taught()) {
            model.credit().learn(micro.output, micro.target, reply);
            meter.countLearn(startNs); // drawn as a part of this action
        }
        return true;
    }

    private boolean remember(MicroBatch micro) {
        if (schedule.awaitsCorrection()) {
            correction.assigned(micro.output, micro.gradient);
        } else {
            boundary.remember(batchId, micro.output, micro.target);
        }
        return true;
    }

    private boolean backward(Action.Kind kind, MicroBatch micro) {
        boolean parameters = kind != Action.Kind.BACKWARD_TO_INPUT;
        boolean first = parameters && !micro.learned; // of several losses' ways
        boolean alone = !parameters && schedule.distance() == 0; // and no loss of others' way
        if (first || alone) {
            time.before(micro.pass, batchId);
        }
        if (kind == Action.Kind.BACKWARD_TO_PARAMETERS) {
            micro.pass.backwardToParameters(micro.gradient);
        } else if (kind == Action.Kind.BACKWARD && schedule.below() == Reply.FEEDBACK) {
            micro.inputGradient = micro.pass.backwardAligned(micro.gradient);
        } else if (kind == Action.Kind.BACKWARD) {
            micro.inputGradient = micro.pass.backward(micro.gradient);
        } else {
            micro.inputGradient = micro.pass.backwardToInput(micro.gradient);
        }
        if (first && schedule.updates()) {
            time.after(micro.pass, batchId);
        }
        micro.learned |= parameters;
        return true;
    }

    private boolean giveBack(MicroBatch micro, int index) {
        return schedule.below() == Reply.ERROR
                ? messages.offer(below, Header.Kind.ERROR, batchId, index, micro.error)
                : messages.offer(below, Header.Kind.GRADIENT, batchId, index, micro.inputGradient);
    }

    private boolean confirm(MicroBatch micro, int index) {
        return messages.offer(below, Header.Kind.TRUE_GRADIENT, batchId, index, micro.inputGradient);
    }

    private boolean update() {
        if (!schedule.above().asks() || model.credit().isTrusted()) {
            double scale = 1.0 / plan.calendar().size(batchId);
            model.updater().step(kernels, model.variables(), model.gradient(), scale);
        }
        return true;
    }

    /** Says what the next action waits for. */
    String waitingFor() {
        Action action = actions.get(position);
        String what = action.words() + " of batch " + batchId;
        return switch (action.kind()) {
            case FORWARD, RETURN, CONFIRM -> what + ", which needs " + inputs.source();
            case SEND, AWAIT -> what + ", which needs " + above.peer();
            case LOSS, ASSIGN, REMEMBER, BACKWARD, BACKWARD_TO_PARAMETERS, BACKWARD_TO_INPUT, UPDATE -> what;
        };
    }
}
