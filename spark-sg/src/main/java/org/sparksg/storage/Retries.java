package org.sparksg.storage;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bears trouble with a file system for a while: a full disk that somebody clears, a name node that comes back.
 *
 * @param limit how long; the pauses between tries grow up to ten seconds
 * @param over whether it makes no sense to try again, because nobody needs the result any more
 */
public record Retries(Duration limit, BooleanSupplier over) {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 10_000;

    /** Bears it for so long. */
    public Retries(Duration limit) {
        this(limit, () -> false);
    }

    /**
     * Does work that may be repeated. Gives up with the last failure: after the limit, when it is over, at an interrupt, or if it is
     * none of files.
     */
    public void run(Runnable work) {
        get(() -> {
            work.run();
            return null;
        });
    }

    /** The same for work with a result. */
    public <T> T get(Supplier<T> work) {
        long end = System.nanoTime() + limit.toNanos();
        for (long pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
            try {
                return work.get();
            } catch (RuntimeException | Error failure) {
                long leftMs = (end - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0
                        || over.getAsBoolean()
                        || !Storage.isTrouble(failure)
                        || !pause(Math.min(pauseMs, leftMs), leftMs, failure)) {
                    throw failure;
                }
            }
        }
    }

    /** Returns whether the pause was not interrupted. */
    private static boolean pause(long pauseMs, long leftMs, Throwable failure) {
        LOG.warn("{}; tried again in {} ms, for {} s at most", failure.getMessage(), pauseMs, leftMs / 1000);
        try {
            Thread.sleep(pauseMs);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
