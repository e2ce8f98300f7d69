package org.sparksg.transport;

import java.util.concurrent.locks.LockSupport;

/**
 * Parks at once. A thread that spins holds a core that the event loop or another stage needs; one that yields while it spins
 * waits for a whole time slice when all cores compute, whereas a parked thread is let in as soon as it is woken.
 */
public final class ParkingWakeup implements Wakeup {
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
        park(limit);
        alarmed = false;
        signalled = false;
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
