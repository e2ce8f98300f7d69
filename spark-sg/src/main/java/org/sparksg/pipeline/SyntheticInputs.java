package org.sparksg.pipeline;

import java.util.List;
import java.util.stream.IntStream;
import org.sparksg.credit.InputSynthesizer;
import org.sparksg.nn.Network;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;

/**
 * Inputs that a stage predicts from the data (complete unlock): the real ones, which come later, teach the model that predicts
 * them. A deterministic run learns the activation of batch b exactly before batch b + window; the inputs of the network are kept
 * until then.
 */
final class SyntheticInputs implements Inputs {
    private final int stage;
    private final Training training;
    private final Meter meter;
    private final Link below;
    private final Arrivals arrivals;
    private final InputSynthesizer inputs;
    private final Feed feed;
    private final List<Tensor> raw; // inputs of the network, of the batches that the model has not learned
    private long learned; // batches whose activation the model has learned
    private long begun;

    /** {@code batchesDone}: the batch that comes first. */
    SyntheticInputs(StageContext at, long batchesDone) {
        RunPlan plan = at.plan();
        this.stage = at.range().stage();
        this.training = plan.settings().training();
        this.meter = at.meter();
        this.below = at.below();
        this.arrivals = new Arrivals(below);
        this.inputs = at.model().inputs();
        this.feed = at.feed();
        Network network = plan.network();
        this.raw = IntStream.range(0, training.window())
                .mapToObj(i -> at.kernels().zeros(network.input().batch(plan.largestBatch())))
                .toList();
        this.learned = batchesDone;
        this.begun = batchesDone;
    }

    /** Predicts the input, beside the real targets. */
    @Override
    public boolean train(MicroBatch micro, long batchId, int index, int rows) {
        micro.useOwn(rows);
        Tensor input = raw(batchId, rows);
        if (!feed.train(batchId, 0, input, micro.target)) {
            return false;
        }
        inputs.predict(input, micro.input);
        begun = batchId + 1;
        return true;
    }

    private Tensor raw(long batchId, int rows) {
        return raw.get((int) (batchId % raw.size())).rows(rows);
    }

    /** Waits for the real input. */
    @Override
    public boolean evaluate(MicroBatch micro, Split part, int from, int index, int rows) {
        Delivery delivery = take(Header.Kind.EVALUATION, index);
        if (delivery != null) {
            micro.arrived(delivery);
        }
        return delivery != null;
    }

    private Delivery take(Header.Kind kind, long batchId) {
        arrivals.receive(header -> {});
        Delivery delivery = arrivals.take(kind, batchId, 0);
        if (delivery == null && arrivals.ended()) {
            throw new LinkException(
                    "stage " + stage + ": " + arrivals.peer() + " ended before it sent " + kind + " " + batchId + ".0");
        }
        return delivery;
    }

    /** The model must not be too far behind. */
    @Override
    public boolean mayBegin(long batchId) {
        return batchId - learned < training.window();
    }

    @Override
    public boolean isDrained() {
        return learned == begun;
    }

    /** Learns from an activation. */
    @Override
    public boolean absorb(long nextBatch, boolean drain) {
        if (isDrained()) {
            return false;
        }
        boolean due = drain || !training.deterministic() || learned + training.window() <= nextBatch;
        Delivery delivery = due ? take(Header.Kind.ACTIVATION, learned) : null;
        if (delivery == null) {
            return false;
        }
        long startNs = meter.now();
        Tensor real = delivery.tensor(0);
        inputs.learn(raw(learned, real.rows()), real);
        delivery.release();
        meter.bookInputs(learned, startNs);
        learned++;
        return true;
    }

    @Override
    public long signs() {
        return feed.signs();
    }

    @Override
    public int waiting() {
        return below.waiting();
    }

    @Override
    public String source() {
        return below.peer();
    }

    @Override
    public String waitingFor() {
        return "the activation of batch " + learned + " from " + source();
    }
}
