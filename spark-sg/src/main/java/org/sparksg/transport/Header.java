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
 * @param microBatch the micro-batch within the mini-batch, from 0
 * @param shapes the shape of each tensor of the message, in order
 */
public record Header(Kind kind, int attempt, long batchId, int microBatch, List<Shape> shapes) implements Serializable {

    /** Copies the shapes. */
    public Header {
        shapes = List.copyOf(shapes);
        if (batchId < 0 || microBatch < 0) {
            throw new IllegalArgumentException(kind + ": batch " + batchId + "." + microBatch + ": must be >= 0");
        }
    }

    /** The role of a message. */
    public enum Kind {
        /** Upwards: the output of a stage and the targets of the same examples, for training. */
        ACTIVATION,
        /** Upwards: the same for evaluation. */
        EVALUATION,
        /** Downwards: the gradient of the receiver's output as far as the sender knows it. */
        GRADIENT,
        /** Downwards: the exact gradient of the loss, with respect to the weights of that batch's forward pass. */
        TRUE_GRADIENT
    }
}
