package org.sparksg.spark;

import java.util.List;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.StageRange;

/**
 * What happens to a run, as an event of the Spark application: told to every {@code SparkListener} ({@code onOtherEvent}) and kept in the
 * event log ({@code spark.eventLog.enabled}), one line of JSON each, with the components of the record as fields and the class as
 * {@code Event}. Readers without this class, such as a history server, pass over them.
 */
public sealed interface RunEvent extends SparkListenerEvent {

    /** Returns the name of the run's folder. */
    String run();

    /** Returns when it was told, in milliseconds since 1970. */
    long time();

    /**
     * A run begins, or is resumed.
     *
     * @param directory its folder
     * @param resumedFrom the batches that a checkpoint holds already, or 0
     * @param batches the batches of the whole run
     * @param stages where the network is cut
     */
    record Began(String run, long time, String directory, long resumedFrom, long batches, List<StageRange> stages)
            implements RunEvent {}

    /**
     * All stages of an attempt stand.
     *
     * @param attempt the attempt, from 0
     * @param placements where they run
     */
    record AttemptStarted(String run, long time, int attempt, List<Placement> placements) implements RunEvent {}

    /**
     * An attempt failed.
     *
     * @param attempt the attempt, from 0
     * @param cause what happened
     * @param resumesIn milliseconds until the next one, or negative if there is none
     * @param reached how many batches the checkpoint holds that it goes on from
     */
    record AttemptFailed(String run, long time, int attempt, String cause, long resumesIn, long reached)
            implements RunEvent {}

    /** How far a stage is: the newest report of it, every ten seconds and when the stages have ended. */
    record Advanced(String run, long time, Progress progress) implements RunEvent {}

    /** The true gradient and the synthetic one at a boundary: the newest ones there, as often. */
    record Corrected(String run, long time, Event.Correction correction) implements RunEvent {}

    /** The network was evaluated. */
    record Evaluated(String run, long time, Event.Evaluation evaluation) implements RunEvent {}

    /**
     * A checkpoint is complete.
     *
     * @param batches after how many batches it was taken
     */
    record Saved(String run, long time, long batches) implements RunEvent {}

    /**
     * A run is over.
     *
     * @param completed whether it has its model
     * @param how {@code completed}, or what ended it
     * @param batches how many batches it has trained on; 0 if it failed, as what follows
     * @param attempts how many launches it took
     * @param seconds how long the stages trained
     */
    record Ended(String run, long time, boolean completed, String how, long batches, int attempts, double seconds)
            implements RunEvent {}
}
