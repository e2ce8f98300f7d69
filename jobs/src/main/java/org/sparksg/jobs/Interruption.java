package org.sparksg.jobs;

import java.io.PrintWriter;

/** Tells a person who pressed Ctrl-C how to go on; Spark's own hook ends the executors. */
final class Interruption {
    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /** Prints when the JVM is asked to end from now on. */
    static Interruption watch(PrintWriter out, String run) {
        Thread hook = new Thread(
                () -> {
                    out.println("\nInterrupted. The run " + run
                            + " goes on from its newest checkpoint with the same command and --resume.");
                    out.flush();
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    /** Ends the watch: the run is over. */
    void done() {
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
