package org.sparksg.pipeline;

/** Keeps the state of a stage: what the agent calls when a checkpoint is due. */
public interface Saver {

    /**
     * Writes the state of a stage after {@code batchesDone} batches. Nothing of these batches is still under way.
     *
     * @throws RuntimeException if it cannot be written; the attempt then fails
     */
    void save(long batchesDone, StageModel model);

    /** Keeps nothing. */
    Saver NONE = (batchesDone, model) -> {};
}
