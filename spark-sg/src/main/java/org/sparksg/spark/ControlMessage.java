package org.sparksg.spark;

import java.io.Serializable;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;

/** What a stage tells the driver. Every message names its run and attempt, so that late ones are recognised. */
public sealed interface ControlMessage extends Serializable {

    /** Returns which launch of which run this is about. */
    Launch launch();

    /**
     * One launch of a run.
     *
     * @param run a name that is unique among all runs of this driver
     * @param attempt counts the launches of the run, over resumed runs too
     */
    record Launch(String run, int attempt) implements Serializable {}

    /** A stage has found its executor, and begins to allocate. {@code placement}: its kernels are not known yet. */
    record Placed(Launch launch, Placement placement) implements ControlMessage {}

    /**
     * A stage stands, and trains as soon as the others do.
     *
     * @param placement where it runs
     */
    record Ready(Launch launch, Placement placement) implements ControlMessage {}

    /** How far a stage is; sent about once a second. */
    record Advanced(Launch launch, Progress progress) implements ControlMessage {}

    /** The network was evaluated. */
    record Evaluated(Launch launch, Event.Evaluation evaluation) implements ControlMessage {}

    /** A true gradient came back; sent about once a second, for the newest one. */
    record Corrected(Launch launch, Event.Correction correction) implements ControlMessage {}

    /** Examples became harder. */
    record Raised(Launch launch, Event.Raise raise) implements ControlMessage {}

    /** A stage wrote its part of the checkpoint after {@code batchesDone} batches, which took so many seconds. */
    record Saved(Launch launch, long batchesDone, Manifest.StageFile file, double seconds) implements ControlMessage {}

    /**
     * A stage failed.
     *
     * @param consequence whether it only suffered from the failure of another stage
     * @param hopeless whether it would fail again in the same way: wrong input, not trouble
     * @param message what happened, for people
     * @param trace the stack trace
     */
    record Failed(
            Launch launch, Placement placement, boolean consequence, boolean hopeless, String message, String trace)
            implements ControlMessage {}
}
