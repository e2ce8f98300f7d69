package org.sparksg.spark;

import java.util.List;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;

/** Hears of a run on the driver, as it happens: what a command line prints. Called from one thread at a time. */
public interface RunListener {

    /** The run is decided. {@code resumedFrom}: the batches that a checkpoint holds already, or 0. */
    default void planned(RunPlan plan, String directory, long resumedFrom) {}

    /** There is something to wait for before the stages can start; or something was lost meanwhile. */
    default void waiting(String news) {}

    /** All stages stand. */
    default void started(int attempt, List<Placement> placements) {}

    /** A stage moved on. */
    default void progress(Progress progress) {}

    /** The network was evaluated. */
    default void evaluated(Event.Evaluation evaluation) {}

    /** A checkpoint is complete. */
    default void saved(long batchesDone) {}

    /** An attempt failed. {@code resumesIn}: milliseconds until the next one, or negative if there is none. */
    default void failed(int attempt, String cause, long resumesIn) {}

    /** The run ended early: the monitored loss has not improved. */
    default void stoppedEarly(Event.Evaluation best) {}
}
