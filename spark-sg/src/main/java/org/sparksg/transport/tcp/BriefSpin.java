package org.sparksg.transport.tcp;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import org.sparksg.transport.ParkingWakeup;

/**
 * Lets an event loop look for news a moment longer before it sleeps: to wake a sleeping thread takes longer than most
 * answers. It yields between two looks, so it takes no time from threads that have work. One for each event loop.
 */
final class BriefSpin implements SelectStrategy {
    private static final long SPIN_NANOS = ParkingWakeup.SPIN_NANOS;

    private boolean spinning;
    private long end;

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        int ready = selectNow.get();
        if (hasTasks || ready > 0) {
            spinning = false;
            return ready;
        }
        long now = System.nanoTime();
        if (!spinning) {
            spinning = true;
            end = now + SPIN_NANOS;
        }
        if (now - end < 0) {
            Thread.yield();
            return CONTINUE;
        }
        spinning = false;
        return SELECT;
    }
}
