package org.sparksg.pipeline;

import java.io.Serializable;

/**
 * The layers of one stage.
 *
 * @param stage the stage, from 0
 * @param stages how many stages there are
 * @param from its first layer, counted over the whole network
 * @param to the layer after its last one
 */
public record StageRange(int stage, int stages, int from, int to) implements Serializable {

    /** Checks the numbers. */
    public StageRange {
        if (stage < 0 || stage >= stages || from < 0 || to <= from) {
            throw new IllegalArgumentException("stage " + stage + " of " + stages + " with layers [" + from + ", " + to
                    + "): empty or out of range");
        }
    }

    /** Returns whether it computes the loss. */
    public boolean last() {
        return stage == stages - 1;
    }

    /** Returns how many boundaries lie between this stage and the last one. */
    public int hopsFromTop() {
        return stages - 1 - stage;
    }
}
