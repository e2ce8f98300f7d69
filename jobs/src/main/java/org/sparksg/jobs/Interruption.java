package org.sparksg.jobs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What happens when a person presses Ctrl-C: the thread that trains is interrupted and has a moment to stop the stages, which
 * make visible what they have, and to write down how the run ended. Only then Spark's own hook ends the application.
 */
public final class Interruption {
    private static final int BEFORE_SPARK = FileSystem.SHUTDOWN_HOOK_PRIORITY + 50; // Spark's own hook has + 30
    private static final long LIMIT_SECONDS = 20;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread training = Thread.currentThread();
    private final Runnable hook;
    private volatile boolean begun;

    private Interruption(Runnable heard, Runnable ended) {
        this.hook = () -> begin(heard, ended);
    }

    /**
     * Watches from now on, and mutes the errors that a vanishing cluster makes; the calling thread is the one that trains.
     *
     * @param heard tells people that Ctrl-C was heard
     * @param ended tells them how to go on, when all has stopped
     */
    public static Interruption watch(JavaSparkContext context, Runnable heard, Runnable ended) {
        return watch(
                () -> {
                    context.setLogLevel("OFF");
                    heard.run();
                },
                ended);
    }

    /** Watches a thread as above, that needs no cluster. */
    public static Interruption watch(Runnable heard, Runnable ended) {
        Interruption interruption = new Interruption(heard, ended);
        ShutdownHookManager.get().addShutdownHook(interruption.hook, BEFORE_SPARK, LIMIT_SECONDS + 5, TimeUnit.SECONDS);
        return interruption;
    }

    private void begin(Runnable heard, Runnable ended) {
        begun = true;
        heard.run();
        training.interrupt();
        try {
            stopped.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.run();
    }

    /** Returns whether Ctrl-C was heard. Who does many things in a row asks: not every library leaves the interrupt standing. */
    public boolean hasBegun() {
        return begun;
    }

    /** Ends the watch: the run is over. If the JVM is ending already, waits for that: what failed failed because of it. */
    public void end() {
        stopped.countDown();
        boolean ending = begun || !remove();
        while (ending) {
            LockSupport.park(this); // until the JVM has ended
            Thread.interrupted(); // else the next park would return at once
        }
    }

    /** Returns whether the hook will not run any more. */
    private boolean remove() {
        try {
            return ShutdownHookManager.get().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return false;
        }
    }
}
