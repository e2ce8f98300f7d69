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

/**
 * What a stage keeps for the boundary above it: the activations that its credit will learn from when their gradient comes
 * back, the gradients that came and are not due yet, and the correction under way. All of it is bounded and allocated once.
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
        int rows;
        final Tensor activation;
        final Tensor target;

        Remembered(Kernels kernels, Shape activation, Shape target) {
            this.activation = kernels.zeros(activation);
            this.target = kernels.zeros(target);
        }
    }

    /** Allocates what the stage {@code model} needs; {@code below} is null for the first stage. */
    Boundary(
            RunPlan plan,
            StageModel model,
            Link above,
            Link below,
            Meter meter,
            Corrector corrector,
            Messages messages) {
        this.plan = plan;
        this.model = model;
        this.above = above;
        this.meter = meter;
        boolean learns = model.credit() != null;
        this.remembered = new Remembered[learns ? plan.settings().training().window() : 0];
        Shape activation = plan.boundary(model.range().stage()).batch(plan.largestBatch());
        Shape target = plan.settings().network().output().batch(plan.largestBatch());
        for (int i = 0; i < remembered.length; i++) {
            remembered[i] = new Remembered(model.kernels(), activation, target);
        }
        this.corrections = new CorrectionSlot[learns ? plan.correctionSlots(model.range()) : 0];
        for (int i = 0; i < corrections.length; i++) {
            corrections[i] = new CorrectionSlot(plan, model, below, corrector, messages);
        }
    }

    /** Returns a free slot for a new correction; {@link #mayBegin} said that there is one. */
    CorrectionSlot freeCorrection() {
        return correctionOf(-1);
    }

    Link link() {
        return above;
    }

    /** Takes the gradient of one micro-batch, which the stage waits for, or returns null. */
    Delivery take(long batchId, int microBatch) {
        Delivery delivery = arrived.isEmpty() ? above.poll() : arrived.poll();
        if (delivery != null) {
            Header header = delivery.header();
            if (header.batchId() != batchId || header.microBatch() != microBatch) {
                throw new IllegalStateException("stage " + model.range().stage() + " waits for the gradient of batch "
                        + batchId + "." + microBatch + ", " + above.peer() + " sent that of batch " + header.batchId()
                        + "." + header.microBatch());
            }
        }
        return delivery;
    }

    /** Returns whether training on a batch may begin: all gradients due before it are in, and there is room for its own. */
    boolean mayBegin(long batchId) {
        if (plan.settings().training().deterministic() && earliestDue(batchId) >= 0) {
            return false;
        }
        if (isCorrection(batchId)) {
            return freeCorrection() != null;
        }
        return !plan.settings().learning().learnsAt(batchId) || remembered.length == 0 || find(-1) != null;
    }

    boolean isCorrection(long batchId) {
        return corrections.length > 0 && plan.settings().corrections().at(batchId);
    }

    /** Returns whether nothing is under way any more. */
    boolean isDrained() {
        for (Remembered entry : remembered) {
            if (entry.batchId >= 0) {
                return false;
            }
        }
        return Arrays.stream(corrections).allMatch(CorrectionSlot::isFree);
    }

    /** Keeps an activation until its gradient comes. {@link #mayBegin} said that there is room. */
    void remember(long batchId, Tensor activation, Tensor target) {
        Remembered entry = find(-1);
        entry.batchId = batchId;
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
        for (CorrectionSlot correction : corrections) {
            if (correction.isReturning()) {
                return correction.sendBelow();
            }
        }
        while (arrived.size() < plan.gradientSlots()) {
            Delivery delivery = above.poll();
            if (delivery == null) {
                break;
            }
            arrived.add(delivery);
        }
        if (arrived.isEmpty()) {
            return false;
        }
        if (drain || !plan.settings().training().deterministic()) {
            apply(arrived.poll(), nextBatch);
            return true;
        }
        long due = earliestDue(nextBatch);
        for (Delivery delivery : arrived) {
            if (delivery.header().batchId() == due) {
                arrived.remove(delivery);
                apply(delivery, nextBatch);
                return true;
            }
        }
        return false;
    }

    private void apply(Delivery delivery, long nextBatch) {
        Header header = delivery.header();
        long batchId = header.batchId();
        long startNs = meter.now();
        CorrectionSlot correction = correctionOf(batchId);
        if (correction != null) {
            correction.arrive(delivery, nextBatch - batchId);
        } else {
            learn(batchId, delivery.tensor(0));
        }
        delivery.release();
        meter.bookLearn(batchId, startNs, nextBatch - batchId);
    }

    private void learn(long batchId, Tensor gradient) {
        Remembered entry = find(batchId);
        if (entry == null) {
            throw new IllegalStateException("stage " + model.range().stage() + ": " + above.peer()
                    + " sent the gradient of batch " + batchId + ", which is not under way");
        }
        model.credit().learn(entry.activation.rows(entry.rows), entry.target.rows(entry.rows), gradient);
        entry.batchId = -1;
    }

    /** Returns the earliest batch under way whose gradient must be applied before {@code nextBatch}, or -1. */
    private long earliestDue(long nextBatch) {
        int window = plan.settings().training().window();
        long earliest = -1;
        for (Remembered entry : remembered) {
            if (entry.batchId >= 0 && entry.batchId + window <= nextBatch) {
                earliest = earliest < 0 ? entry.batchId : Math.min(earliest, entry.batchId);
            }
        }
        for (CorrectionSlot correction : corrections) {
            long batchId = correction.batchId();
            if (batchId >= 0 && batchId + (long) model.range().hopsFromTop() * window <= nextBatch) {
                earliest = earliest < 0 ? batchId : Math.min(earliest, batchId);
            }
        }
        return earliest;
    }

    private CorrectionSlot correctionOf(long batchId) {
        for (CorrectionSlot correction : corrections) {
            if (correction.batchId() == batchId) {
                return correction;
            }
        }
        return null;
    }

    private Remembered find(long batchId) {
        for (Remembered entry : remembered) {
            if (entry.batchId == batchId) {
                return entry;
            }
        }
        return null;
    }

    /** Says what the stage waits for when nothing is due. */
    String waitingFor() {
        StringBuilder text = new StringBuilder("gradients from " + above.peer() + " of batches");
        for (Remembered entry : remembered) {
            if (entry.batchId >= 0) {
                text.append(' ').append(entry.batchId);
            }
        }
        for (CorrectionSlot correction : corrections) {
            text.append(correction.isFree() ? "" : " " + correction.batchId() + " (correction)");
        }
        return text.toString();
    }
}
