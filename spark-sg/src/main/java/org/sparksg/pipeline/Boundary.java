package org.sparksg.pipeline;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;

/**
 * What a stage keeps for the boundary above it: the activations that its credit will learn from when their gradient comes
 * back, the gradients that came and are not due yet, and the corrections under way. All of it is bounded and allocated once.
 *
 * <p>Deterministic runs apply the gradient of batch b exactly before batch b + window, that of a correction, which crosses h
 * boundaries to get here, before batch b + h · window. Otherwise a gradient is due as soon as it is there.
 */
final class Boundary {
    private final RunPlan plan;
    private final StageModel model;
    private final Link above;
    private final Meter meter;
    private final CorrectionSlot[] corrections;
    private final Remembered[] remembered;
    private final Deque<Delivery> arrived = new ArrayDeque<>();

    /** An activation and its targets. */
    private static final class Remembered {
        long batchId = -1;
        long step;
        int rows;
        final Tensor activation;
        final Tensor target;

        Remembered(Kernels kernels, Shape activation, Shape target) {
            this.activation = kernels.zeros(activation);
            this.target = kernels.zeros(target);
        }

        boolean isFree() {
            return batchId < 0;
        }
    }

    /** Allocates what a stage needs that has one above it. */
    Boundary(Workplace at, Corrector corrector) {
        this.plan = at.plan();
        this.model = at.model();
        this.above = at.above();
        this.meter = at.meter();
        boolean learns = model.credit() != null;
        this.remembered = new Remembered[learns ? plan.settings().training().window() : 0];
        Shape activation = plan.boundary(at.range().stage()).batch(plan.largestBatch());
        Shape target = plan.settings().network().output().batch(plan.largestBatch());
        for (int i = 0; i < remembered.length; i++) {
            remembered[i] = new Remembered(at.kernels(), activation, target);
        }
        this.corrections = new CorrectionSlot[learns ? plan.correctionSlots(at.range()) : 0];
        for (int i = 0; i < corrections.length; i++) {
            corrections[i] = new CorrectionSlot(at, corrector);
        }
    }

    /** Returns a free slot for a new correction, or null. {@link #mayBegin} said that there is one. */
    CorrectionSlot freeCorrection() {
        for (CorrectionSlot correction : corrections) {
            if (correction.isFree()) {
                return correction;
            }
        }
        return null;
    }

    /** Returns whether training on a batch may begin: all gradients due before it are in, and there is room for its own. */
    boolean mayBegin(long batchId) {
        if (plan.settings().training().deterministic() && earliestDue(batchId) >= 0) {
            return false;
        }
        if (isCorrection(batchId)) {
            return freeCorrection() != null;
        }
        return !plan.settings().learning().learnsAt(batchId) || freeMemory() != null;
    }

    boolean isCorrection(long batchId) {
        return corrections.length > 0 && plan.settings().corrections().at(batchId);
    }

    /** Returns whether nothing is under way any more. */
    boolean isDrained() {
        for (Remembered entry : remembered) {
            if (!entry.isFree()) {
                return false;
            }
        }
        for (CorrectionSlot correction : corrections) {
            if (!correction.isFree()) {
                return false;
            }
        }
        return true;
    }

    /** Keeps an activation until its gradient comes. {@link #mayBegin} said that there is room. */
    void remember(long batchId, Tensor activation, Tensor target) {
        Remembered entry = freeMemory();
        entry.batchId = batchId;
        entry.step = model.updater().steps();
        entry.rows = activation.rows();
        model.kernels().copy(activation, entry.activation.rows(entry.rows));
        model.kernels().copy(target, entry.target.rows(entry.rows));
    }

    /**
     * Applies at most one gradient and returns whether it did.
     *
     * @param nextBatch the batch that the stage trains on next
     * @param drain whether everything that is under way is due
     */
    boolean absorb(long nextBatch, boolean drain) {
        if (isDrained()) {
            return false;
        }
        for (CorrectionSlot correction : corrections) {
            if (correction.isReturning()) {
                return correction.sendBelow();
            }
        }
        receive();
        Delivery due = drain || !plan.settings().training().deterministic()
                ? arrived.peek()
                : arrivedOf(earliestDue(nextBatch));
        if (due == null) {
            return false;
        }
        arrived.remove(due);
        apply(due);
        return true;
    }

    private void receive() {
        Delivery delivery = above.poll();
        while (delivery != null) {
            arrived.add(delivery); // at most as many as the link has slots
            delivery = above.poll();
        }
        if (above.ended()) {
            Arrays.stream(remembered).filter(entry -> !entry.isFree()).forEach(entry -> mustBeHere(entry.batchId));
            Arrays.stream(corrections).filter(CorrectionSlot::isWaiting).forEach(slot -> mustBeHere(slot.batchId()));
        }
    }

    private void mustBeHere(long batchId) {
        if (arrivedOf(batchId) == null) {
            throw new LinkException("stage " + model.range().stage() + ": " + above.peer()
                    + " ended before it sent the gradient of batch " + batchId);
        }
    }

    private Delivery arrivedOf(long batchId) {
        for (Delivery delivery : arrived) {
            if (delivery.header().batchId() == batchId) {
                return delivery;
            }
        }
        return null;
    }

    private void apply(Delivery delivery) {
        Header header = delivery.header();
        long batchId = header.batchId();
        long startNs = meter.now();
        long step = model.updater().steps();
        CorrectionSlot correction = correctionOf(batchId);
        long staleness;
        if (correction != null) {
            staleness = step - correction.step();
            correction.arrive(delivery, staleness);
        } else {
            Remembered entry = rememberedOf(batchId);
            staleness = step - entry.step;
            model.credit().learn(entry.activation.rows(entry.rows), entry.target.rows(entry.rows), delivery.tensor(0));
            entry.batchId = -1;
        }
        delivery.release();
        meter.bookLearn(batchId, startNs, staleness);
    }

    /** Returns the earliest batch under way whose gradient must be applied before {@code nextBatch}, or -1. */
    private long earliestDue(long nextBatch) {
        int window = plan.settings().training().window();
        long earliest = Long.MAX_VALUE;
        for (Remembered entry : remembered) {
            if (!entry.isFree() && entry.batchId + window <= nextBatch) {
                earliest = Math.min(earliest, entry.batchId);
            }
        }
        long crossing = (long) model.range().hopsFromTop() * window;
        for (CorrectionSlot correction : corrections) {
            if (!correction.isFree() && correction.batchId() + crossing <= nextBatch) {
                earliest = Math.min(earliest, correction.batchId());
            }
        }
        return earliest == Long.MAX_VALUE ? -1 : earliest;
    }

    private CorrectionSlot correctionOf(long batchId) {
        for (CorrectionSlot correction : corrections) {
            if (correction.batchId() == batchId) {
                return correction;
            }
        }
        return null;
    }

    private Remembered freeMemory() {
        for (Remembered entry : remembered) {
            if (entry.isFree()) {
                return entry;
            }
        }
        return null;
    }

    private Remembered rememberedOf(long batchId) {
        for (Remembered entry : remembered) {
            if (entry.batchId == batchId) {
                return entry;
            }
        }
        throw new IllegalStateException("stage " + model.range().stage() + ": " + above.peer()
                + " sent the gradient of batch " + batchId + ", which is not under way");
    }

    /** Says what the stage waits for when nothing is due. */
    String waitingFor() {
        StringBuilder text = new StringBuilder("gradients from " + above.peer() + " of batches");
        for (Remembered entry : remembered) {
            text.append(entry.isFree() ? "" : " " + entry.batchId);
        }
        for (CorrectionSlot correction : corrections) {
            text.append(correction.isFree() ? "" : " " + correction.batchId() + " (correction)");
        }
        return text.toString();
    }
}
