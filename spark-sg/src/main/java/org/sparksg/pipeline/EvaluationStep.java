package org.sparksg.pipeline;

import java.util.EnumMap;
import java.util.Map;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;
import org.sparksg.nn.Tally;
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
    private final Tally tally; // of the last stage; null elsewhere
    private final Map<Split, Carried> states = new EnumMap<>(Split.class); // of parts where something is carried
    private Carried carried; // of this part

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
        for (Split each : Split.values()) {
            int rows = plan.evaluatedAtOnce(each);
            if (rows > 0 && each != Split.TRAIN && plan.carriesStates(model.range())) {
                states.put(each, new Carried(model.chain(), rows, rows, model.kernels()));
            }
        }
        this.tally = model.range().last() ? new Tally(plan.network(), plan.largestBatch(), at.kernels()) : null;
    }

    /** Starts an evaluation. */
    void begin(long newBatchesDone, Split newPart) {
        batchesDone = newBatchesDone;
        part = newPart;
        next = 0;
        done = 0;
        if (tally != null) {
            tally.clear();
        }
        carried = states.getOrDefault(part, Carried.NOTHING);
    }

    /** Returns whether nothing of it is done. */
    boolean isUntouched() {
        return next == 0;
    }

    /** Returns whether all examples have passed. */
    boolean isDone() {
        return done == plan.evaluated(part);
    }

    /** Moves one portion of examples on by one step, if it can. */
    boolean work() {
        if (unsent != null) {
            return send();
        }
        int index = next / plan.evaluatedAtOnce(part);
        int rows = Math.min(plan.evaluatedAtOnce(part), plan.evaluated(part) - next);
        if (!inputs.evaluate(buffers, part, next, index, rows)) {
            return false;
        }
        if (plan.data().schema().sequences().begins(index, 1)) {
            carried.clear();
        }
        next += rows;
        carried.enter(buffers.ownPass, 0);
        Tensor output = buffers.ownPass.infer(buffers.input);
        carried.leave(buffers.ownPass, 0);
        if (model.range().last()) {
            tally.add(output, buffers.target);
            passed(rows);
        } else {
            unsent = output;
            send();
        }
        return true;
    }

    private boolean send() {
        int index = (next - 1) / plan.evaluatedAtOnce(part);
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
            Tally.Sums sums = tally.sums();
            double loss = sums.loss() / sums.answers();
            double accuracy = plan.network().loss().classification() ? sums.right() / sums.answers() : Double.NaN;
            sink.accept(new Event.Evaluation(batchesDone, epoch, part.label(), done, loss, accuracy));
        }
    }

    /** Says what it waits for. */
    String waitingFor() {
        String what = "evaluation of " + part.label() + " examples " + next + " of " + plan.evaluated(part);
        return what + ", which needs " + (unsent != null ? above.peer() : inputs.source());
    }
}
