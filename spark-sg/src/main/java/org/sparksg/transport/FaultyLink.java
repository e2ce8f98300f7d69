package org.sparksg.transport;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Tensor;

/**
 * A link with trouble in its receiving direction: {@link Faults}. Each end of a connection is decorated on its own.
 *
 * <p>A delayed message occupies its slot, as if it were on a long wire: give a link at least as many slots as messages are
 * under way during the delay. It stamps nothing itself, so the clock must be the one of the inner link.
 */
public final class FaultyLink implements Link {
    private static final double NS = 1e9;

    private final Link inner;
    private final Faults faults;
    private final LongSupplier clock;
    private final Wakeup wakeup;
    private final ArrayDeque<Late> late = new ArrayDeque<>(); // at most the slots of the inner link
    private long received;
    private long delivered;
    private boolean ordered; // lastDue is set
    private long lastDue;
    private long lineFree; // when the last message has come through
    private LinkException lost;

    /** A message and the time from which on it can be seen. */
    private record Late(Delivery delivery, long dueNs) {}

    /**
     * Decorates a link.
     *
     * @param clock nanoseconds, the clock of the inner link
     * @param wakeup where the polling thread waits: it is woken when a delayed message is due
     */
    public FaultyLink(Link inner, Faults faults, LongSupplier clock, Wakeup wakeup) {
        this.inner = inner;
        this.faults = faults;
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /** Decorates a link of a running stage, unless there are no faults. */
    public static Link of(Link inner, Faults faults, Wakeup wakeup) {
        return faults.isNone() ? inner : new FaultyLink(inner, faults, System::nanoTime, wakeup);
    }

    @Override
    public Offer offer(Header header, Tensor first, Tensor second) {
        mustBeConnected();
        return inner.offer(header, first, second);
    }

    @Override
    public Delivery poll() {
        mustBeConnected();
        if (!collect() && late.isEmpty()) {
            throw lost;
        }
        Late next = late.peek();
        if (next == null) {
            return null;
        }
        long wait = next.dueNs() - clock.getAsLong();
        if (wait > 0) {
            wakeup.signalAt(System.nanoTime() + wait);
            return null;
        }
        delivered++;
        return late.remove().delivery();
    }

    // Returns false once the inner link is lost; what came before that is delivered first.
    private boolean collect() {
        try {
            for (Delivery next = inner.poll(); next != null; next = inner.poll()) {
                take(next);
            }
        } catch (LinkException e) {
            lost = e;
        }
        return lost == null;
    }

    private void take(Delivery delivery) {
        long number = received++;
        if (faults.loss() > 0 && Hash.uniform(faults.seed(), 2 * number) < faults.loss()) {
            delivery.release();
            return;
        }
        long extra = (long) (faults.jitter().toNanos() * (double) Hash.uniform(faults.seed(), 2 * number + 1));
        long due = through(delivery) + faults.delay().toNanos() + extra;
        lastDue = ordered && lastDue - due > 0 ? lastDue : due;
        ordered = true;
        late.add(new Late(delivery, lastDue));
    }

    /** Returns when the last bit of a message has come through a narrow line, which it enters after the one before it. */
    private long through(Delivery delivery) {
        if (faults.rate() == 0) {
            return delivery.arrivedNs();
        }
        boolean busy = ordered && lineFree - delivery.arrivedNs() > 0;
        long start = busy ? lineFree : delivery.arrivedNs();
        lineFree = start + (long) (NS * Byte.SIZE * delivery.bytes() / faults.rate());
        return lineFree;
    }

    @Override
    public void sign() {
        inner.sign();
    }

    @Override
    public long signs() {
        return inner.signs();
    }

    @Override
    public int waiting() {
        collect();
        long now = clock.getAsLong();
        int due = 0;
        for (Late message : late) {
            due += message.dueNs() - now <= 0 ? 1 : 0;
        }
        return due;
    }

    @Override
    public long sentBytes() {
        return inner.sentBytes();
    }

    @Override
    public long receivedBytes() {
        return inner.receivedBytes();
    }

    @Override
    public boolean ended() {
        return late.isEmpty() && inner.ended();
    }

    @Override
    public String peer() {
        return inner.peer();
    }

    @Override
    public void close() {
        late.clear();
        inner.close();
    }

    private void mustBeConnected() {
        if (faults.disconnectAfter() > 0 && delivered >= faults.disconnectAfter()) {
            throw new LinkException(inner.peer() + ": connection lost after " + delivered
                    + " messages (injected: transport.faults.disconnect-after)");
        }
    }
}
