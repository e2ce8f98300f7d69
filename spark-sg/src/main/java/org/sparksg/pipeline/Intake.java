package org.sparksg.pipeline;

import org.sparksg.credit.InputSynthesizer;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;

/**
 * Where a stage gets its input from. Either it waits for the activation of the stage below, or (complete unlock) it trains on
 * synthetic inputs, and the real ones, which come later, teach the model that predicts them. A deterministic run learns the
 * activation of batch b exactly before batch b + window.
 */
final class Intake {
    private final RunPlan plan;
    private final StageModel model;
    private final Messages messages;
    private final Meter meter;
    private final Link below;
    private final Mailbox mailbox;
    private final InputSynthesizer inputs;
    private final Feed feed;
    private final Tensor raw; // input of the network
    private final Tensor target;
    private long learned; // batches whose activation the model has learned
    private long begun;

    /** {@code batchesDone}: the batch that comes first. */
    Intake(Workplace at, long batchesDone) {
        this.plan = at.plan();
        this.model = at.model();
        this.messages = at.messages();
        this.meter = at.meter();
        this.below = at.below();
        this.mailbox = new Mailbox(below);
        this.inputs = model.inputs();
        this.feed = at.feed();
        Shape output = plan.network().output();
        Shape input = plan.network().input();
        this.raw = inputs == null ? null : at.kernels().zeros(input.batch(plan.largestBatch()));
        this.target = inputs == null ? null : at.kernels().zeros(output.batch(plan.largestBatch()));
        this.learned = batchesDone;
        this.begun = batchesDone;
    }

    /** Returns whether the stage makes up its inputs. */
    boolean isSynthetic() {
        return inputs != null;
    }

    /** Returns the next message of this kind, or null if it is not there yet. */
    Delivery take(Header.Kind kind, long batchId, int index) {
        if (!isSynthetic()) {
            return messages.poll(below, kind, batchId, index);
        }
        mailbox.receive(header -> {});
        Delivery delivery = mailbox.take(kind, batchId, index);
        if (delivery == null && mailbox.ended()) {
            throw new LinkException("stage " + model.range().stage() + ": " + mailbox.peer() + " ended before it sent "
                    + kind + " " + batchId + "." + index);
        }
        return delivery;
    }

    /** Writes the synthetic input of a batch, and its real targets. */
    void synthesize(long batchId, Tensor input, Tensor targets) {
        feed.train(batchId, 0, raw.rows(input.rows()), targets);
        inputs.predict(raw.rows(input.rows()), input);
        begun = batchId + 1;
    }

    /** Returns whether training on a batch may begin: the model is not too far behind. */
    boolean mayBegin(long batchId) {
        return !isSynthetic() || batchId - learned < plan.settings().training().window();
    }

    /** Returns whether nothing is under way any more. */
    boolean isDrained() {
        return !isSynthetic() || learned == begun;
    }

    /**
     * Learns from at most one activation and returns whether it did.
     *
     * @param nextBatch the batch that the stage trains on next
     * @param drain whether everything that is under way is due
     */
    boolean absorb(long nextBatch, boolean drain) {
        if (isDrained()) {
            return false;
        }
        var training = plan.settings().training();
        boolean due = drain || !training.deterministic() || learned + training.window() <= nextBatch;
        Delivery delivery = due ? take(Header.Kind.ACTIVATION, learned, 0) : null;
        if (delivery == null) {
            return false;
        }
        long startNs = meter.now();
        Tensor real = delivery.tensor(0);
        feed.train(learned, 0, raw.rows(real.rows()), target.rows(real.rows()));
        inputs.learn(raw.rows(real.rows()), real);
        delivery.release();
        meter.bookInputs(learned, startNs);
        learned++;
        return true;
    }

    /** Says what the stage waits for when it may not begin. */
    String waitingFor() {
        return "the activation of batch " + learned + " from " + below.peer();
    }
}
