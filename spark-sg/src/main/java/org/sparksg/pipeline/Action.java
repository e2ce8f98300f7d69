package org.sparksg.pipeline;

import java.util.Locale;

/**
 * One entry of a schedule: what a stage does next, and with which micro-batch of the current mini-batch.
 *
 * @param kind what to do
 * @param microBatch the micro-batch, from 0; 0 for {@link Kind#UPDATE}; where interlocked stages await and return gradients, the
 *     boundaries that one has crossed before
 */
public record Action(Kind kind, int microBatch) {

    /** What a stage can do. An action that lacks its input leaves everything as it was and is tried again. */
    public enum Kind {
        /** Take the input, from the stage below or the data set, and compute the output. */
        FORWARD("forward"),
        /** Pass the output and the targets to the stage above. */
        SEND("send"),
        /** Compute the loss and its gradient: the last stage only. */
        LOSS("loss"),
        /** Take the gradient of the output from the boundary's own credit, such as a synthesizer. */
        ASSIGN("assign"),
        /** Take the reply of the stage above, and what the boundary's credit makes of it. */
        AWAIT("await"),
        /** Keep output and gradient until the gradient comes back that the credit learns from, or is compared with. */
        REMEMBER("remember"),
        /** Compute the gradients of parameters and input. */
        BACKWARD("backward"),
        /** Compute the gradient of the parameters only. */
        BACKWARD_TO_PARAMETERS("backward"),
        /** Compute the gradient of the input only, through the weights whatever the rule. */
        BACKWARD_TO_INPUT("backward"),
        /** Reply to the stage below. */
        RETURN("return"),
        /** Pass the true gradient of a correction to the stage below: the last stage only. */
        CONFIRM("return"),
        /** One optimizer step with the gradients of all micro-batches. */
        UPDATE("update");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

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

    /** Says it in words, like {@code forward 0}. */
    String words() {
        return toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
