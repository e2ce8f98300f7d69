package org.sparksg.spark;

/** A run gave up. The message tells which stage failed where, why, and how to go on. */
public final class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean diverged;

    /** Creates one with a message for people. {@code diverged}: whether the loss was no number any more. */
    public RunFailedException(String message, boolean diverged) {
        super(message);
        this.diverged = diverged;
    }

    /** Returns whether training diverged: the machinery worked, and another try would end in the same way. */
    public boolean hasDiverged() {
        return diverged;
    }
}
