package org.sparksg.data;

/** Data that cannot be used: names the file, the place, what was expected and what was found. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one with a message for people. */
    public DataException(String message) {
        super(message);
    }

    /** Returns the same, said of the data that a key names. */
    DataException of(String key) {
        DataException named = new DataException(key + ": " + getMessage());
        named.initCause(this);
        return named;
    }
}
