package org.sparksg.pipeline;

import java.io.Serializable;
import org.sparksg.settings.Require;

/**
 * When the run is evaluated and saved. The end of the run always is both.
 *
 * @param evaluateEvery batches between evaluations; 0 for the end of each epoch
 * @param checkpointEvery batches between checkpoints; 0 for the end of each epoch
 */
public record Milestones(long evaluateEvery, long checkpointEvery) implements Serializable {

    /** Checks the numbers. */
    public Milestones {
        Require.that(evaluateEvery >= 0, "evaluation.every", evaluateEvery, ">= 0 (0 is the end of each epoch)");
        Require.that(checkpointEvery >= 0, "checkpoint.every", checkpointEvery, ">= 0 (0 is the end of each epoch)");
    }

    /** Returns whether every evaluation judges weights that a checkpoint holds. */
    boolean evaluatesCheckpoints() {
        return checkpointEvery == 0 ? evaluateEvery == 0 : evaluateEvery > 0 && evaluateEvery % checkpointEvery == 0;
    }
}
