package org.sparksg.spark;

import java.util.Optional;

/** Starts all stages of a run at once, or none. */
public interface GangLauncher {

    /** Starts the stages of one launch and returns at once. */
    Gang launch(StageJob job);

    /** The stages of one launch, from the driver's point of view. */
    interface Gang {

        /** Returns whether all stages have ended, well or not, and write nothing any more. */
        boolean hasEnded();

        /** Returns what Spark says about the end, if it was not a good one. Only after {@link #hasEnded}. */
        Optional<String> failure();

        /** Asks all stages to stop; they do so between two pieces of work. */
        void cancel();
    }
}
