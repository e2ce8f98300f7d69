package org.sparksg.transport;

import java.util.function.LongSupplier;
import org.sparksg.tensor.Tensor;

/**
 * One end of a link within a JVM. The two ends may belong to two threads, or to one that steps them in turn.
 *
 * <p>An offer copies the tensors into a slot of the receiver: one copy, no other work.
 */
public final class MemoryLink implements Link {
    private final Way outgoing;
    private final Way incoming;
    private final String peer;
    private final Wakeup peerWakeup;
    private final LongSupplier clock;
    private boolean closed;

    /** The two ends of a link. */
    public record Pair(MemoryLink lower, MemoryLink upper) {}

    /**
     * Who stands at an end.
     *
     * @param name names the stage for messages to people
     * @param wakeup where its thread waits
     */
    public record End(String name, Wakeup wakeup) {}

    /** One direction. The sender takes from free and puts into filled, the receiver the other way round. */
    private static final class Way {
        private final Capacity capacity;
        private final Ring<RingSlot> free;
        private final Ring<RingSlot> filled;
        private final Wakeup sender;
        private volatile boolean ended; // the sender has closed
        private volatile boolean deaf; // the receiver has closed
        private volatile long signs; // the sender writes

        Way(Capacity capacity, Wakeup sender) {
            this.capacity = capacity;
            this.sender = sender;
            free = new Ring<>(capacity.slots());
            filled = new Ring<>(capacity.slots());
            for (int i = 0; i < capacity.slots(); i++) {
                free.put(new RingSlot(capacity, this::release));
            }
        }

        private void release(RingSlot slot) {
            free.put(slot);
            sender.signal();
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        private void sign() {
            signs++;
        }
    }

    private MemoryLink(Way outgoing, Way incoming, End peer, LongSupplier clock) {
        this.outgoing = outgoing;
        this.incoming = incoming;
        this.peer = peer.name();
        this.peerWakeup = peer.wakeup();
        this.clock = clock;
    }

    /** Connects two ends that nobody waits at, on the system's clock. {@code up}: from lower to upper. */
    public static Pair pair(Capacity up, Capacity down, String lowerName, String upperName) {
        return pair(up, down, new End(lowerName, Wakeup.NONE), new End(upperName, Wakeup.NONE), System::nanoTime);
    }

    /** Connects two ends. {@code up}: from lower to upper. {@code clock} (ns) stamps arrivals. */
    public static Pair pair(Capacity up, Capacity down, End lower, End upper, LongSupplier clock) {
        Way rising = new Way(up, lower.wakeup());
        Way falling = new Way(down, upper.wakeup());
        return new Pair(new MemoryLink(rising, falling, upper, clock), new MemoryLink(falling, rising, lower, clock));
    }

    @Override
    public Offer offer(Header header, Tensor first, Tensor second) {
        mustBeOpen();
        String objection = outgoing.capacity.objectionTo(header, first, second);
        if (objection != null) {
            throw new LinkException("to " + peer + ": " + objection);
        }
        if (outgoing.deaf) {
            return Offer.ENDED;
        }
        RingSlot slot = outgoing.free.take();
        if (slot == null) {
            return Offer.BACK_PRESSURED;
        }
        slot.copy(header, first, second, clock.getAsLong());
        outgoing.filled.put(slot);
        peerWakeup.signal();
        return Offer.ACCEPTED;
    }

    @Override
    public Delivery poll() {
        mustBeOpen();
        RingSlot slot = incoming.filled.take();
        return slot == null ? null : slot.deliver();
    }

    @Override
    public void sign() {
        outgoing.sign();
    }

    @Override
    public long signs() {
        return incoming.signs;
    }

    @Override
    public int waiting() {
        return incoming.filled.size();
    }

    @Override
    public boolean ended() {
        return incoming.ended && incoming.filled.size() == 0; // in this order: nothing is put after the end
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public void close() {
        closed = true;
        outgoing.ended = true;
        incoming.deaf = true;
        peerWakeup.signal();
    }

    private void mustBeOpen() {
        if (closed) {
            throw new LinkException("the link to " + peer + " was closed at this end");
        }
    }
}
