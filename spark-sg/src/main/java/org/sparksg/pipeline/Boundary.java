package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.credit.Rule;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.LinkException;

/**
 * What a stage keeps for the boundary above it: what it awaits of past batches, and the messages that came and are not due yet.
 * All of it is bounded and allocated once.
 *
 * <p>Deterministic runs take a gradient exactly before the batch that {@link PendingGradient#due} names, and so do late updates, whose
 * delay is their definition; otherwise a gradient is due as soon as it is there.
 */
final class Boundary implements InFlight {
    private final RunPlan plan;
    private final StageModel model;
    private final Arrivals arrivals;
    private final Meter meter;
    private final List<PendingLesson> lessons = new ArrayList<>();
    private final List<PendingCorrection> corrections = new ArrayList<>();
    private final List<PendingUpdate> updates = new ArrayList<>();
    private final List<PendingGradient> pending = new ArrayList<>();

    /** Allocates what a stage needs that has one above it. */
    Boundary(StageContext at) {
        this.plan = at.plan();
        this.model = at.model();
        this.arrivals = new Arrivals(at.above());
        this.meter = at.meter();
        Rule rule = plan.settings().learning().rule(at.range().stage());
        int places = rule.states(exchange -> exchange.taught() && !exchange.waits())
                ? plan.settings().training().window()
                : 0;
        for (int i = 0; i < places; i++) {
            lessons.add(new PendingLesson(at));
        }
        for (int i = 0; i < plan.correctionSlots(at.range()); i++) {
            corrections.add(new PendingCorrection(at));
        }
        ChainPass replays = rule.replay() && plan.lateSlots(at.range()) > 0 ? replays() : null;
        for (int i = 0; i < plan.lateSlots(at.range()); i++) {
            updates.add(new PendingUpdate(at, rule, replays));
        }
        pending.addAll(updates);
        pending.addAll(lessons);
        pending.addAll(corrections);
    }

    /** Allocates the buffers of a batch that runs forward once more: with the live weights, and statistics to scribble on. */
    private ChainPass replays() {
        Variables own = model.chain().newVariables();
        own.statistics().initialise(0);
        return model.chain().newPass(new Variables(model.variables().parameters(), own.statistics()), model.gradient());
    }

    /** Returns a free slot for a new correction. {@link #mayBegin} said that there is one. */
    PendingCorrection freeCorrection() {
        return free(corrections);
    }

    /** Returns how many late updates are under way: as many come before that of the next batch. */
    int updatesUnderWay() {
        int count = 0;
        for (PendingUpdate update : updates) {
            count += update.isFree() ? 0 : 1;
        }
        return count;
    }

    /** Returns a free place for the next batch of a late update. {@link #mayBegin} said that there is one. */
    PendingUpdate freeUpdate() {
        return free(updates);
    }

    /** Keeps an activation until its gradient comes. {@link #mayBegin} said that there is room. */
    void remember(long batchId, Tensor activation, Tensor target) {
        free(lessons).begin(batchId, activation, target);
    }

    @Override
    public boolean mayBegin(long batchId) {
        if (!isCurrent(batchId)) {
            return false;
        }
        if (plan.clocks().corrects(batchId)) {
            return free(corrections) != null;
        }
        return lessons.isEmpty()
                || !plan.clocks().exchange(model.range(), batchId).taught()
                || free(lessons) != null;
    }

    @Override
    public boolean isCurrent(long batchId) {
        return !isExact() || due(batchId) == null;
    }

    private boolean isExact() {
        return plan.settings().training().deterministic() || !updates.isEmpty();
    }

    @Override
    public boolean isDrained() {
        return pending.stream().allMatch(PendingGradient::isFree);
    }

    /** Takes a gradient, or passes one on. */
    @Override
    public boolean absorb(long nextBatch, boolean drain) {
        if (isDrained()) {
            return false;
        }
        for (PendingGradient place : pending) {
            if (place.isReturning()) {
                return giveBack(place);
            }
        }
        receive(nextBatch);
        PendingGradient next = isExact() && !drain ? due(nextBatch) : firstArrived();
        Delivery delivery = next == null ? null : arrivals.take(next.kind(), next.batchId(), 0);
        if (delivery == null) {
            return false;
        }
        apply(next, delivery);
        return true;
    }

    private boolean giveBack(PendingGradient place) {
        long batchId = place.batchId();
        long startNs = meter.now();
        boolean sent = place.sendBelow();
        if (sent) {
            meter.book(Action.Kind.RETURN, batchId, startNs);
        }
        return sent;
    }

    private void apply(PendingGradient place, Delivery delivery) {
        long batchId = place.batchId();
        long startNs = meter.now();
        long staleness = model.updater().steps() - place.step();
        place.arrive(delivery, staleness);
        delivery.release();
        if (updates.isEmpty()) {
            meter.bookLearn(batchId, startNs, staleness);
        } else {
            meter.bookUpdate(batchId, startNs, staleness);
        }
    }

    /**
     * Takes the reply to a batch in training out of the messages, whatever came before it.
     *
     * @return the message, or null if it is not there yet
     */
    Delivery take(Header.Kind kind, long batchId, int index) {
        receive(batchId);
        Delivery delivery = arrivals.take(kind, batchId, index);
        if (delivery == null && arrivals.ended()) {
            throw ended(kind + " " + batchId + "." + index);
        }
        return delivery;
    }

    /** {@code current}: the batch in training, or the next one. */
    private void receive(long current) {
        arrivals.receive(header -> {
            if (header.batchId() < current && placeOf(header) == null) {
                throw new IllegalStateException("stage " + model.range().stage() + ": " + arrivals.peer() + " sent the "
                        + header.kind() + " of batch " + header.batchId() + ", which is not under way");
            }
        });
        if (arrivals.ended()) {
            for (PendingGradient place : pending) {
                boolean waits = !place.isFree() && !place.isReturning();
                if (waits && !arrivals.has(place.kind(), place.batchId(), 0)) {
                    throw ended("the gradient of batch " + place.batchId());
                }
            }
        }
    }

    private LinkException ended(String what) {
        return new LinkException(
                "stage " + model.range().stage() + ": " + arrivals.peer() + " ended before it sent " + what);
    }

    /** Returns the place that the first message is for; null if there is none, or it is for the batch in training. */
    private PendingGradient firstArrived() {
        for (Delivery delivery : arrivals.arrived()) {
            PendingGradient place = placeOf(delivery.header());
            if (place != null) {
                return place;
            }
        }
        return null;
    }

    private PendingGradient placeOf(Header header) {
        for (PendingGradient place : pending) {
            if (place.batchId() == header.batchId() && place.kind() == header.kind() && !place.isReturning()) {
                return place;
            }
        }
        return null;
    }

    /** Returns the earliest batch under way whose gradient must be taken before {@code nextBatch}, or null. */
    private PendingGradient due(long nextBatch) {
        PendingGradient earliest = null;
        for (PendingGradient place : pending) {
            boolean due = !place.isFree() && place.due() <= nextBatch;
            if (due && (earliest == null || place.batchId() < earliest.batchId())) {
                earliest = place;
            }
        }
        return earliest;
    }

    private static <T extends PendingGradient> T free(List<T> places) {
        for (T place : places) {
            if (place.isFree()) {
                return place;
            }
        }
        return null;
    }

    @Override
    public String waitingFor() {
        StringBuilder text = new StringBuilder("gradients from " + arrivals.peer() + " of batches");
        for (PendingGradient place : pending) {
            String correction = place.kind() == Header.Kind.TRUE_GRADIENT ? " (correction)" : "";
            text.append(place.isFree() ? "" : " " + place.batchId() + correction);
        }
        return text.toString();
    }
}
