package org.sparksg.metrics;

/** Where events go. One sink belongs to one thread, except where an implementation says otherwise. */
public interface Sink extends AutoCloseable {

    /** Takes an event. Never blocks for longer than a write to a local buffer. */
    void accept(Event event);

    /**
     * Makes everything accepted so far permanent: afterwards the rows of batches before {@code batchId} are complete and
     * visible to readers. Called before a checkpoint is taken.
     */
    void roll(long batchId);

    /** Drops what was not rolled; whoever ends a run well rolls first. */
    @Override
    void close();

    /** A sink that keeps nothing. */
    Sink NONE = new Sink() {
        @Override
        public void accept(Event event) {}

        @Override
        public void roll(long batchId) {}

        @Override
        public void close() {}
    };
}
