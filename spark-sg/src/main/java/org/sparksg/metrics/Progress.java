package org.sparksg.metrics;

import java.io.Serializable;

/**
 * How far a stage is. Stages report it to the driver every few seconds.
 *
 * @param stage the stage, from 0
 * @param batchId the newest batch that the stage has behind it, from 0 over the whole run: it has trained on it, or need not
 * @param totalBatches the batches of the whole run
 * @param epoch the epoch of that batch, from 0
 * @param loss the mean loss per example of late; NaN on every stage but the last
 * @param examplesPerSecond the stage's speed of late, counting the batches that it need not train on
 * @param busyShare the share of time of late that the stage worked, 0 to 1
 * @param queueDepth the activations that wait for the stage
 * @param staleness the most updates of late between a forward pass and the arrival of a gradient that was learned; 0 if locked
 * @param creditLoss the loss of the synthesizer above the stage, or of what else learns from gradients there, when it last did; a mean
 *     over examples; NaN where nothing does
 * @param sentBytes what the stage has written to its links since they stand
 * @param receivedBytes what it has read from them
 */
public record Progress(
        int stage,
        long batchId,
        long totalBatches,
        int epoch,
        double loss,
        double examplesPerSecond,
        double busyShare,
        int queueDepth,
        long staleness,
        double creditLoss,
        long sentBytes,
        long receivedBytes)
        implements Serializable {

    /** Checks that the batch is one of the run. */
    public Progress {
        if (stage < 0 || batchId < 0 || batchId >= totalBatches) {
            throw new IllegalArgumentException("stage = " + stage + ", batchId = " + batchId + ", totalBatches = "
                    + totalBatches + ": must be >= 0, and batchId < totalBatches");
        }
    }
}
