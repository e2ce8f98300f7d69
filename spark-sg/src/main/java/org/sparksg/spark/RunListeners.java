package org.sparksg.spark;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;

/**
 * Passes everything on to several listeners.
 *
 * @param listeners who hears it, in this order
 */
public record RunListeners(List<RunListener> listeners) implements RunListener {

    @Override
    public void planned(RunPlan plan, String directory, long resumedFrom) {
        tell(listener -> listener.planned(plan, directory, resumedFrom));
    }

    @Override
    public void waiting(String news) {
        tell(listener -> listener.waiting(news));
    }

    @Override
    public void started(int attempt, List<Placement> placements) {
        tell(listener -> listener.started(attempt, placements));
    }

    @Override
    public void progress(Progress progress) {
        tell(listener -> listener.progress(progress));
    }

    @Override
    public void corrected(Event.Correction correction) {
        tell(listener -> listener.corrected(correction));
    }

    @Override
    public void evaluated(Event.Evaluation evaluation) {
        tell(listener -> listener.evaluated(evaluation));
    }

    @Override
    public void raised(Event.Raise raise) {
        tell(listener -> listener.raised(raise));
    }

    @Override
    public void stageSaved(int stage, double seconds) {
        tell(listener -> listener.stageSaved(stage, seconds));
    }

    @Override
    public void saved(long batchesDone) {
        tell(listener -> listener.saved(batchesDone));
    }

    @Override
    public void stagesEnded(int attempt) {
        tell(listener -> listener.stagesEnded(attempt));
    }

    @Override
    public void failed(int attempt, String cause, long resumesIn, long reached) {
        tell(listener -> listener.failed(attempt, cause, resumesIn, reached));
    }

    @Override
    public void stoppedEarly(Event.Evaluation best) {
        tell(listener -> listener.stoppedEarly(best));
    }

    @Override
    public void ended(Optional<RunResult> result, String how) {
        tell(listener -> listener.ended(result, how));
    }

    private void tell(Consumer<RunListener> news) {
        listeners.forEach(news);
    }
}
