package org.sparksg.pipeline;

import java.util.concurrent.atomic.AtomicLong;
import org.sparksg.transport.Wakeup;

/**
 * A wait takes as long as it may, on a clock that moves only so.
 *
 * @param clock nanoseconds
 */
record ClockWakeup(AtomicLong clock) implements Wakeup {
    @Override
    public void await(long nanos) {
        clock.addAndGet(nanos);
    }

    @Override
    public void signal() {}

    @Override
    public void signalAt(long nanoTime) {}
}
