package org.sparksg.checkpoint;

import org.apache.hadoop.fs.Path;

/** A checkpoint that cannot be written or read: names the file, the place, what was expected and what was found. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one with a message for people. */
    public CheckpointException(String message) {
        super(message);
    }

    /** Creates one with its cause. */
    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns the one for a file whose bytes are not what they must be. */
    static CheckpointException damaged(Path file, long offset, String what, Object expected, Object found) {
        return new CheckpointException(file + ": damaged at byte " + offset + ": " + what + ": expected " + expected
                + ", found " + found + "; resume from another checkpoint");
    }
}
