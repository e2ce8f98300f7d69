package org.sparksg.pipeline;

/** What a stage has under way beside the batch in training: messages that are still to come, and what they will change. */
interface InFlight {

    /** Returns whether training on a batch may begin: all that is due before it is in, and there is room for what it leaves. */
    default boolean mayBegin(long batchId) {
        return true;
    }

    /** Returns whether all that is due before a batch is in. */
    default boolean isCurrent(long batchId) {
        return true;
    }

    /** Returns whether nothing is under way any more. */
    default boolean isDrained() {
        return true;
    }

    /**
     * Takes at most one message and returns whether it did.
     *
     * @param nextBatch the batch that the stage trains on next
     * @param drain whether everything that is under way is due
     */
    default boolean absorb(long nextBatch, boolean drain) {
        return false;
    }

    /** Says what the stage waits for when it may not begin. */
    String waitingFor();
}
