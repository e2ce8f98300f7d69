package org.sparksg.transport.tcp;

import org.sparksg.transport.Capacity;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Ring;

/**
 * The receiving half of a link: slots on their way event loop, stage, event loop.
 *
 * <p>Released slots are granted to the sender in batches: when it may have used up half of what it was granted before.
 * Until then it can go on without, so half of the slots is the usual batch, and nobody waits for credit that is there.
 */
final class Inbox {
    private final Capacity capacity;
    private final Pool<InboxSlot> free;
    private final Ring<InboxSlot> filled;
    private final Runnable grantSoon;

    // Each is written by one thread. Stage: released, then reads received and granted. Loop: received, then reads
    // released.
    // All volatile, so one of the two sees that a grant is due.
    private volatile long released;
    private volatile long received;
    private volatile long granted;

    /** {@code grantSoon} is called by the stage's thread when the loop should look at {@link #due}. */
    Inbox(Capacity capacity, Runnable grantSoon) {
        this.capacity = capacity;
        this.grantSoon = grantSoon;
        free = new Pool<>(capacity.slots());
        filled = new Ring<>(capacity.slots());
        for (int i = 0; i < capacity.slots(); i++) {
            free.put(new InboxSlot(capacity, this::release));
        }
    }

    Capacity capacity() {
        return capacity;
    }

    // Stage

    Delivery poll() {
        InboxSlot next = filled.take();
        return next == null ? null : next.slot().deliver();
    }

    int waiting() {
        return filled.size();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void release(InboxSlot slot) {
        free.put(slot);
        released++;
        if (due()) {
            grantSoon.run();
        }
    }

    // Event loop

    /** Returns a slot to fill, or null if the sender sends without credit. */
    InboxSlot take() {
        return free.take();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void arrived(InboxSlot slot) {
        filled.put(slot);
        received++;
    }

    long received() {
        return received;
    }

    /** Tells whether released slots should be granted now. */
    boolean due() {
        return released > granted && capacity.slots() + granted - received <= capacity.slots() / 2;
    }

    /** Returns how many slots to grant, and counts them as granted. */
    int grant() {
        int grant = (int) (released - granted);
        granted += grant;
        return grant;
    }
}
