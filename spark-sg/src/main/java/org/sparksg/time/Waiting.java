package org.sparksg.time;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long somebody has waited who looks again and again. What passes between two looks counts for a few seconds at most, and for a part of a short limit: a pause of
 * this process (a stopped one, a collection of garbage, a suspended machine) is no silence of those that are waited for. Belongs to
 * one thread.
 */
public final class Waiting {
    private static final long MOST_NS = 5_000_000_000L; // between two looks
    private static final int LOOKS = 4; // within a limit at least

    private final LongSupplier clock;
    private long lastNs;
    private long waitedNs;

    /** Starts to wait. {@code clock}: a steady one, in nanoseconds, such as {@link System#nanoTime}. */
    public Waiting(LongSupplier clock) {
        this.clock = clock;
        restart();
    }

    /** Waits for something else from now on. */
    public void restart() {
        lastNs = clock.getAsLong();
        waitedNs = 0;
    }

    /** Has a look: returns how long it was so far. */
    public Duration look() {
        return look(MOST_NS);
    }

    private Duration look(long mostNs) {
        long now = clock.getAsLong();
        waitedNs += Math.min(now - lastNs, mostNs);
        lastNs = now;
        return Duration.ofNanos(waitedNs);
    }

    /** Has a look: returns whether it was longer than a limit, of which one pause is a fourth at most. */
    public boolean isBeyond(Duration limit) {
        return look(Math.min(MOST_NS, limit.toNanos() / LOOKS + 1)).compareTo(limit) > 0;
    }
}
