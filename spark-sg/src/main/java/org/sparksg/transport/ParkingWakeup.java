package org.sparksg.transport;

import java.util.concurrent.locks.LockSupport;

/**
 * Spins for a moment, then parks. The spin is about as long as waking a thread takes on a core that has gone to sleep, so a
 * wait costs at most twice what it must. It yields between two looks: threads with work, the event loops above all, go first.
 */
public final class ParkingWakeup implements Wakeup {
    /** How long a thread looks for news before it sleeps, in nanoseconds. */
    public static final long SPIN_NANOS = 50_000;

    // A signaller publishes its news, sets signalled, then reads waiter; the waiter sets waiter, then reads signalled,
    // and
    // reads the news only after it has cleared signalled. All volatile, so one of the two always sees the other.
    private volatile boolean signalled;
    private volatile Thread waiter;

    private boolean alarmed;
    private long alarm;

    @Override
    public void await(long nanos) {
        long now = System.nanoTime();
        long limit = now + Math.max(0, nanos);
        if (alarmed && alarm - limit < 0) {
            limit = alarm;
        }
        spin(now + SPIN_NANOS - limit < 0 ? now + SPIN_NANOS : limit);
        park(limit);
        alarmed = false;
        signalled = false;
    }

    private void spin(long until) {
        while (!signalled && System.nanoTime() - until < 0) {
            Thread.yield();
        }
    }

    private void park(long limit) {
        waiter = Thread.currentThread();
        long left = limit - System.nanoTime();
        while (!signalled && left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, left);
            left = limit - System.nanoTime();
        }
        waiter = null;
    }

    @Override
    public void signal() {
        if (!signalled) {
            signalled = true;
        }
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void signalAt(long nanoTime) {
        if (!alarmed || nanoTime - alarm < 0) {
            alarmed = true;
            alarm = nanoTime;
        }
    }
}
