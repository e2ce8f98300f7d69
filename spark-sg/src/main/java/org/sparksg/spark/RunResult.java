package org.sparksg.spark;

import java.util.List;
import java.util.Optional;
import org.sparksg.metrics.Event;

/**
 * What a run achieved.
 *
 * @param directory the folder of the run, with tables, checkpoints and model
 * @param model the folder of the final model
 * @param batches how many mini-batches it trained on
 * @param seconds how long training took, from the moment when all stages stood, without lost attempts
 * @param attempts how many launches it took, over all resumed runs
 * @param evaluations all evaluations, in order
 * @param modelEvaluation the last evaluation of the final model's weights
 */
public record RunResult(
        String directory,
        String model,
        long batches,
        double seconds,
        int attempts,
        List<Event.Evaluation> evaluations,
        Optional<Event.Evaluation> modelEvaluation) {

    /** Copies the list. */
    public RunResult {
        evaluations = List.copyOf(evaluations);
    }
}
