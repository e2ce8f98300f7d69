package org.sparksg.jobs;

import java.util.concurrent.locks.LockSupport;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What happens when a person presses Ctrl-C: Spark's own hook ends the executors, and this one tells how to go on, instead
 * of the errors that a vanishing cluster makes.
 */
final class Interruption {
    private final Thread hook;
    private volatile boolean begun;

    private Interruption(JavaSparkContext context, Console console, String run) {
        this.hook = new Thread(() -> begin(context, console, run), "interruption");
    }

    /** Watches from now on. */
    static Interruption watch(JavaSparkContext context, Console console, String run) {
        Interruption interruption = new Interruption(context, console, run);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void begin(JavaSparkContext context, Console console, String run) {
        begun = true;
        context.setLogLevel("OFF");
        console.interrupted(run);
    }

    /** Ends the watch: the run is over. If the JVM is ending already, waits for that, for what failed failed because of it. */
    void end() {
        while (begun) {
            LockSupport.park(this); // until the JVM has ended
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            begun = true; // the hook is about to run
            end();
        }
    }
}
