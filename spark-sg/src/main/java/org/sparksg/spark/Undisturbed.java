package org.sparksg.spark;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Does work on files to its end, also if the calling thread is interrupted meanwhile. Hadoop would lose the interrupt, or break
 * off half-way: it starts processes, waits for them, and takes an interrupt for a failure of theirs. Here the interrupt
 * stands when the work is done, so that the caller's next wait ends.
 */
final class Undisturbed {
    private Undisturbed() {}

    static void run(Runnable work) {
        get(() -> {
            work.run();
            return null;
        });
    }

    static <T> T get(Supplier<T> work) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(work, Undisturbed::start);
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, Thread.currentThread().getName() + "-files");
        thread.setDaemon(true);
        thread.start();
    }
}
