package org.sparksg.pipeline;

import java.io.Serializable;
import org.sparksg.settings.Require;

/**
 * How long and in which portions to train.
 *
 * @param epochs passes over the training data
 * @param batchSize examples in a mini-batch; the last one of an epoch may be shorter
 * @param window how many learning batches a stage may be ahead of the gradients from above, and how many activations may
 *     wait at a boundary
 * @param deterministic whether a gradient for batch b is applied exactly before batch b + window, so that every run of the
 *     same settings gives the same bits; otherwise gradients are applied as they arrive
 */
public record Training(int epochs, int batchSize, int window, boolean deterministic) implements Serializable {

    /** Checks the numbers. */
    public Training {
        Require.atLeastOne("epochs", epochs);
        Require.atLeastOne("batch-size", batchSize);
        Require.atLeastOne("window", window);
    }
}
