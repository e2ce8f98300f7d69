package org.sparksg.pipeline;

import org.sparksg.transport.Link;

/**
 * Signs that data get on, by which a stage that waits for slow data is told from one that hangs. A stage passes them on while it waits, and
 * only then: a stage that hangs is silent, whatever its neighbours hear. Signs from below go up, and signs from above go down, never back, so
 * that none lives longer than its cause.
 */
final class Signs {
    private final Inputs inputs;
    private final Link below; // null for the first stage
    private final Link above; // null for the last stage
    private long own;
    private long fromBelow;
    private long fromAbove;

    Signs(Inputs inputs, Link below, Link above) {
        this.inputs = inputs;
        this.below = below;
        this.above = above;
    }

    /** Passes on what has come since the last call, and returns whether there was anything. */
    boolean pass() {
        boolean here = own != inputs.signs();
        boolean lower = below != null && fromBelow != below.signs();
        boolean upper = above != null && fromAbove != above.signs();
        own = here ? inputs.signs() : own;
        fromBelow = lower ? below.signs() : fromBelow;
        fromAbove = upper ? above.signs() : fromAbove;
        if (above != null && (here || lower)) {
            above.sign();
        }
        if (below != null && (here || upper)) {
            below.sign();
        }
        return here || lower || upper;
    }
}
