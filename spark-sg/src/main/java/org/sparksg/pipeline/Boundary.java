package org.sparksg.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.sparksg.credit.Rule;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.LinkException;

/**
 * What a stage keeps for the boundary above it: what it awaits of past batches, and the messages that came and are not due yet.
 * All of it is bounded and allocated once.
 *
 * <p>Deterministic runs take a gradient exactly before the batch that {@link Awaited#due} names; otherwise it is due as soon as
 * it is there.
 */
final class Boundary {
    private final RunPlan plan;
    private final StageModel model;
    private final Link above;
    private final Meter meter;
    private final Rule rule;
    private final List<Lesson> lessons = new ArrayList<>();
    private final List<CorrectionSlot> corrections = new ArrayList<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private final Deque<Delivery> arrived = new ArrayDeque<>();

    /** Allocates what a stage needs that has one above it. */
    Boundary(Workplace at) {
        this.plan = at.plan();
        this.model = at.model();
        this.above = at.above();
        this.meter = at.meter();
        this.rule = plan.settings().learning().rule(at.range().stage());
        int places = rule.isTaught() ? plan.settings().training().window() : 0;
        for (int i = 0; i < places; i++) {
            lessons.add(new Lesson(at));
        }
        for (int i = 0; i < plan.correctionSlots(at.range()); i++) {
            corrections.add(new CorrectionSlot(at));
        }
        awaited.addAll(lessons);
        awaited.addAll(corrections);
    }

    Rule rule() {
        return rule;
    }

    /** Returns a free slot for a new correction. {@link #mayBegin} said that there is one. */
    CorrectionSlot freeCorrection() {
        return free(corrections);
    }

    /** Keeps an activation until its gradient comes. {@link #mayBegin} said that there is room. */
    void remember(long batchId, Tensor activation, Tensor target) {
        free(lessons).begin(batchId, activation, target);
    }

    /** Returns whether training on a batch may begin: all gradients due before it are in, and there is room for its own. */
    boolean mayBegin(long batchId) {
        if (plan.settings().training().deterministic() && due(batchId) != null) {
            return false;
        }
        if (plan.settings().corrections().at(batchId)) {
            return free(corrections) != null;
        }
        return lessons.isEmpty() || !rule.learnsAt(batchId) || free(lessons) != null;
    }

    /** Returns whether nothing is under way any more. */
    boolean isDrained() {
        return awaited.stream().allMatch(Awaited::isFree);
    }

    /**
     * Takes at most one gradient and returns whether it did.
     *
     * @param nextBatch the batch that the stage trains on next
     * @param drain whether everything that is under way is due
     */
    boolean absorb(long nextBatch, boolean drain) {
        if (isDrained()) {
            return false;
        }
        for (Awaited place : awaited) {
            if (place.isReturning()) {
                return place.sendBelow();
            }
        }
        receive(nextBatch);
        boolean exactly = plan.settings().training().deterministic() && !drain;
        Awaited next = exactly ? due(nextBatch) : firstArrived();
        Delivery delivery = next == null ? null : find(next.kind(), next.batchId(), 0);
        if (delivery == null) {
            return false;
        }
        apply(next, delivery);
        return true;
    }

    private void apply(Awaited place, Delivery delivery) {
        long batchId = place.batchId();
        long startNs = meter.now();
        long staleness = model.updater().steps() - place.step();
        arrived.remove(delivery);
        place.arrive(delivery, staleness);
        delivery.release();
        meter.bookLearn(batchId, startNs, staleness);
    }

    /**
     * Takes the reply to a batch in training out of the messages, whatever came before it.
     *
     * @return the message, or null if it is not there yet
     */
    Delivery take(Header.Kind kind, long batchId, int index) {
        receive(batchId);
        Delivery delivery = find(kind, batchId, index);
        if (delivery == null) {
            if (above.ended()) {
                throw ended(kind + " " + batchId + "." + index);
            }
            return null;
        }
        arrived.remove(delivery);
        return delivery;
    }

    /** {@code current}: the batch in training, or the next one. */
    private void receive(long current) {
        Delivery delivery = above.poll();
        while (delivery != null) {
            arrived.add(delivery); // at most as many as the link has slots
            Header header = delivery.header();
            if (header.batchId() < current && placeOf(header) == null) {
                throw new IllegalStateException("stage " + model.range().stage() + ": " + above.peer() + " sent the "
                        + header.kind() + " of batch " + header.batchId() + ", which is not under way");
            }
            delivery = above.poll();
        }
        if (above.ended()) {
            for (Awaited place : awaited) {
                if (!place.isFree() && !place.isReturning() && find(place.kind(), place.batchId(), 0) == null) {
                    throw ended("the gradient of batch " + place.batchId());
                }
            }
        }
    }

    private LinkException ended(String what) {
        return new LinkException(
                "stage " + model.range().stage() + ": " + above.peer() + " ended before it sent " + what);
    }

    private Delivery find(Header.Kind kind, long batchId, int index) {
        for (Delivery delivery : arrived) {
            Header header = delivery.header();
            if (header.kind() == kind && header.batchId() == batchId && header.index() == index) {
                return delivery;
            }
        }
        return null;
    }

    /** Returns the place that the first message is for; null if there is none, or it is for the batch in training. */
    private Awaited firstArrived() {
        for (Delivery delivery : arrived) {
            Awaited place = placeOf(delivery.header());
            if (place != null) {
                return place;
            }
        }
        return null;
    }

    private Awaited placeOf(Header header) {
        for (Awaited place : awaited) {
            if (place.batchId() == header.batchId() && place.kind() == header.kind() && !place.isReturning()) {
                return place;
            }
        }
        return null;
    }

    /** Returns the earliest batch under way whose gradient must be taken before {@code nextBatch}, or null. */
    private Awaited due(long nextBatch) {
        Awaited earliest = null;
        for (Awaited place : awaited) {
            boolean due = !place.isFree() && place.due() <= nextBatch;
            if (due && (earliest == null || place.batchId() < earliest.batchId())) {
                earliest = place;
            }
        }
        return earliest;
    }

    private static <T extends Awaited> T free(List<T> places) {
        for (T place : places) {
            if (place.isFree()) {
                return place;
            }
        }
        return null;
    }

    /** Says what the stage waits for when nothing is due. */
    String waitingFor() {
        StringBuilder text = new StringBuilder("gradients from " + above.peer() + " of batches");
        for (Awaited place : awaited) {
            String correction = place.kind() == Header.Kind.TRUE_GRADIENT ? " (correction)" : "";
            text.append(place.isFree() ? "" : " " + place.batchId() + correction);
        }
        return text.toString();
    }
}
