package org.sparksg.spark;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what Spark's threads hear to the one thread of the trainer, which alone changes anything. Bounded. */
final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final int CAPACITY = 10_000;
    private static final long LIMIT_MS = 10_000;

    private final BlockingQueue<Runnable> letters = new ArrayBlockingQueue<>(CAPACITY);

    /** Adds something to be done. Waits a while if the box is full, then drops it and says so. */
    void post(Runnable letter) {
        try {
            if (!letters.offer(letter, LIMIT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("The driver is {} messages behind: dropped one", CAPACITY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does the next thing, waiting for it for at most so long; returns whether there was one. */
    boolean handle(long waitMs) throws InterruptedException {
        Runnable letter = letters.poll(waitMs, TimeUnit.MILLISECONDS);
        if (letter != null) {
            letter.run();
        }
        return letter != null;
    }
}
