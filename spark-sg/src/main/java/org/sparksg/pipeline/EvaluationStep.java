package org.sparksg.pipeline;

import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;
import org.sparksg.nn.Loss;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;

/**
 * One evaluation at one stage: the examples of a part of the data pass through in inference mode. Changes nothing that
 * training reads: no weights, no running statistics, no randomness, no place in the data.
 */
final class EvaluationStep {
    private final RunPlan plan;
    private final StageModel model;
    private final Link above;
    private final Sink sink;
    private final Messages messages;
    private final Inputs inputs;
    private final MicroBatch buffers;
    private final Tensor lossGradient;
    private final Tensor lossSum;
    private final Tensor right;

    private long batchesDone;
    private Split part;
    private int next;
    private int done;
    private Tensor unsent;

    /** Uses the buffers of a micro-batch, which must be free whenever an evaluation runs. */
    EvaluationStep(StageContext at, MicroBatch buffers, Inputs inputs) {
        this.plan = at.plan();
        this.model = at.model();
        this.above = at.above();
        this.sink = at.sink();
        this.messages = at.messages();
        this.buffers = buffers;
        this.inputs = inputs;
        Shape output = plan.network().output().batch(plan.largestBatch());
        this.lossGradient = model.range().last() ? at.kernels().zeros(output) : null;
        this.lossSum = at.kernels().sum();
        this.right = at.kernels().sum();
    }

    /** Starts an evaluation. */
    void begin(long newBatchesDone, Split newPart) {
        batchesDone = newBatchesDone;
        part = newPart;
        next = 0;
        done = 0;
    }

    /** Returns whether all examples have passed. */
    boolean isDone() {
        return done == plan.size(part);
    }

    /** Moves one portion of examples on by one step, if it can. */
    boolean work() {
        if (unsent != null) {
            return send();
        }
        int index = next / plan.largestBatch();
        int rows = Math.min(plan.largestBatch(), plan.size(part) - next);
        if (!inputs.evaluate(buffers, part, next, index, rows)) {
            return false;
        }
        next += rows;
        Tensor output = buffers.ownPass.infer(buffers.input);
        if (model.range().last()) {
            score(output, buffers.target);
            passed(rows);
        } else {
            unsent = output;
            send();
        }
        return true;
    }

    private boolean send() {
        int index = (next - 1) / plan.largestBatch();
        if (!messages.offer(above, Header.Kind.EVALUATION, index, 0, unsent, buffers.target)) {
            return false;
        }
        int rows = unsent.rows();
        unsent = null;
        passed(rows);
        return true;
    }

    private void passed(int rows) {
        buffers.release();
        done += rows;
        if (isDone() && model.range().last()) {
            int epoch = Math.toIntExact(batchesDone / plan.calendar().batchesPerEpoch());
            double accuracy = plan.network().loss().classification() ? right.get(0) / done : Double.NaN;
            sink.accept(new Event.Evaluation(batchesDone, epoch, part.label(), done, lossSum.get(0) / done, accuracy));
        }
    }

    private void score(Tensor output, Tensor target) {
        Loss loss = plan.network().loss();
        boolean more = done > 0;
        loss.evaluate(model.kernels(), output, target, lossGradient.rows(output.rows()), lossSum, more);
        if (loss.classification()) {
            model.kernels().matchingArgmax(output, target, right, more);
        }
    }

    /** Says what it waits for. */
    String waitingFor() {
        String what = "evaluation of " + part.label() + " examples " + next + " of " + plan.size(part);
        return what + ", which needs " + (unsent != null ? above.peer() : inputs.source());
    }
}
