package org.sparksg.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FSError;

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
            throw rethrown(e.getCause());
        }
    }

    /** A full local disk is an Error in Hadoop's eyes. Here it is trouble with a file like others. */
    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof FSError full) {
            return new UncheckedIOException(new IOException(full.getCause().getMessage(), full));
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure; // a supplier throws nothing else
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, Thread.currentThread().getName() + "-files");
        thread.setDaemon(true);
        thread.start();
    }
}
