package org.sparksg.spark;

import java.util.List;
import java.util.Optional;
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

    /** True gradients came back to a stage: the newest one of late. */
    default void corrected(Event.Correction correction) {}

    /** The network was evaluated. */
    default void evaluated(Event.Evaluation evaluation) {}

    /** Examples became harder. */
    default void raised(Event.Raise raise) {}

    /** A stage wrote its part of a checkpoint, which took so long. */
    default void stageSaved(int stage, double seconds) {}

    /** A checkpoint is complete. */
    default void saved(long batchesDone) {}

    /** The stages of an attempt have ended, in whatever way. */
    default void stagesEnded(int attempt) {}

    /**
     * An attempt failed.
     *
     * @param resumesIn milliseconds until the next one, or negative if there is none
     * @param reached how many batches the checkpoint holds that it goes on from
     */
    default void failed(int attempt, String cause, long resumesIn, long reached) {}

    /** The run ended early: the monitored loss has not improved. */
    default void stoppedEarly(Event.Evaluation best) {}

    /**
     * The run is over, in whatever way: nothing follows.
     *
     * @param result what it achieved; empty if it failed
     * @param how {@code completed}, or what ended it
     */
    default void ended(Optional<RunResult> result, String how) {}
}
