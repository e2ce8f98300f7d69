package org.sparksg.transport;

import java.io.Serializable;
import java.util.List;
import org.sparksg.tensor.Shape;

/**
 * What a message is: everything but the numbers.
 *
 * @param kind the role of the message
 * @param attempt the attempt of the run that sent it; a link refuses messages of another attempt
 * @param batchId the mini-batch, from 0, over the whole run; for {@link Kind#EVALUATION} the batch within the data set
 * @param index which of the messages of its kind for this mini-batch: the micro-batch; of an interlocked gradient, the
 *     boundaries that it has crossed before this one
 * @param shapes the shape of each tensor of the message, in order
 */
public record Header(Kind kind, int attempt, long batchId, int index, List<Shape> shapes) implements Serializable {

    /** Copies the shapes. */
    public Header {
        shapes = List.copyOf(shapes);
        if (batchId < 0 || index < 0) {
            throw new IllegalArgumentException(kind + ": batch " + batchId + "." + index + ": must be >= 0");
        }
    }

    /** The role of a message. */
    public enum Kind {
        /** Upwards: the output of a stage and the targets of the same examples, for training. */
        ACTIVATION,
        /** Upwards: the same for evaluation. */
        EVALUATION,
        /** Downwards: the gradient of the receiver's output, as the rule of the boundary has it. */
        GRADIENT,
        /** Downwards: the gradient of the network's output, for rules that project it. */
        ERROR,
        /** Downwards, for a correction: the exact gradient of the loss, with respect to the weights of that batch's forward pass. */
        TRUE_GRADIENT
    }
}
