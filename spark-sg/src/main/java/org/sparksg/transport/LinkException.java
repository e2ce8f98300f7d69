package org.sparksg.transport;

/** A link broke: the message names the peer and what happened. */
public final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one with a message for people. */
    public LinkException(String message) {
        super(message);
    }

    /** Creates one with its cause. */
    public LinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
