package org.sparksg.spark;

import java.util.List;
import java.util.Optional;
import org.sparksg.metrics.Event;

/**
 * What a run achieved.
 *
 * @param directory the folder of the run, with tables, checkpoints and model
 * @param model the folder of the final model
 * @param batches how many mini-batches the run has trained on
 * @param newBatches how many of them since it was started or resumed the last time
 * @param seconds how long these took, counted while all stages stood, lost attempts included
 * @param attempts how many launches it took, over all resumed runs
 * @param evaluations all evaluations, in order
 * @param modelEvaluation the last evaluation of the final model's weights
 * @param raises when examples became harder, in order: what a curriculum reached
 */
public record RunResult(
        String directory,
        String model,
        long batches,
        long newBatches,
        double seconds,
        int attempts,
        List<Event.Evaluation> evaluations,
        Optional<Event.Evaluation> modelEvaluation,
        List<Event.Raise> raises) {

    /** Copies the lists. */
    public RunResult {
        evaluations = List.copyOf(evaluations);
        raises = List.copyOf(raises);
    }
}
