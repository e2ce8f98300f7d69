package org.sparksg.pipeline;

import java.util.Locale;

/**
 * One entry of a schedule: what a stage does next, and with which micro-batch of the current mini-batch.
 *
 * @param kind what to do
 * @param microBatch the micro-batch, from 0; 0 for {@link Kind#UPDATE}
 */
public record Action(Kind kind, int microBatch) {

    /** What a stage can do. An action that lacks its input leaves everything as it was and is tried again. */
    public enum Kind {
        /** Take the input, from the stage below or the data set, and compute the output. */
        FORWARD,
        /** Pass the output and the targets to the stage above. */
        SEND,
        /** Compute the loss and its gradient: the last stage only. */
        LOSS,
        /** Take the gradient of the output from the boundary's own credit, such as a synthesizer. */
        ASSIGN,
        /** Take the gradient of the output from the stage above, and let the credit learn from it. */
        AWAIT,
        /** Compute the gradients of parameters and input. */
        BACKWARD,
        /** Pass the gradient of the input to the stage below, if that stage wants it. */
        RETURN,
        /** One optimizer step with the gradients of all micro-batches. */
        UPDATE;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** Returns the name in the timeline table. */
        public String label() {
            return label;
        }
    }

    /** Prints like {@code FORWARD 0}. */
    @Override
    public String toString() {
        return kind == Kind.UPDATE ? kind.name() : kind + " " + microBatch;
    }
}
