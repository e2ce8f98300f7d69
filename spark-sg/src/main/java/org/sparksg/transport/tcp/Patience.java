package org.sparksg.transport.tcp;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.sparksg.time.Waiting;
import org.sparksg.transport.LinkException;

/** A wait of limited length that looks every now and then whether it is still wanted. A pause of this process does not count. */
final class Patience {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final String what;
    private final Duration limit;
    private final BooleanSupplier cancelled;
    private final Waiting waiting = new Waiting(System::nanoTime);

    /**
     * Starts to wait.
     *
     * @param what names what is waited for, for messages: "waiting for stage 1"
     * @param cancelled becomes true when nobody wants the result any more
     */
    Patience(String what, Duration limit, BooleanSupplier cancelled) {
        this.what = what;
        this.limit = limit;
        this.cancelled = cancelled;
    }

    /** Returns true when the future is done, with whatever outcome; false when time is up. */
    boolean awaits(CompletableFuture<?> future) {
        return awaits(future, Long.MAX_VALUE);
    }

    /** Waits a moment. Returns false when time is up. */
    boolean pause(Duration moment) {
        awaits(new CompletableFuture<>(), moment.toNanos());
        return !over();
    }

    boolean over() {
        return waiting.isBeyond(limit);
    }

    private boolean awaits(CompletableFuture<?> future, long atMostNanos) {
        Waiting moment = new Waiting(System::nanoTime);
        long left = atMostNanos;
        while (!future.isDone() && !over() && left > 0) {
            if (cancelled.getAsBoolean()) {
                throw new LinkException("cancelled while " + what);
            }
            look(future, Math.min(LOOK_NANOS, left));
            left = atMostNanos - moment.look().toNanos();
        }
        return future.isDone();
    }

    private void look(CompletableFuture<?> future, long nanos) {
        try {
            future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // the caller looks at the future itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinkException("interrupted while " + what, e);
        }
    }

    /** Returns the limit for messages: {@code 30.0 s (limit transport.timeout)}. */
    String limit() {
        return String.format("%.1f s (limit transport.timeout)", limit.toNanos() / 1e9);
    }
}
