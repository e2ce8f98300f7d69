package org.sparksg.spark;

/** A run gave up. The message tells which stage failed where, why, and how to go on. */
public final class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one with a message for people. */
    public RunFailedException(String message) {
        super(message);
    }
}
