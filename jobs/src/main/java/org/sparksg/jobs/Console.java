package org.sparksg.jobs;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.metrics.ProgressLine;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.spark.Placement;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.RunResult;

/** What a person sees of a run: where which stage runs, how fast, how good, and where the results are. */
final class Console implements RunListener, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final String CLEAR_LINE = "\r\u001b[K"; // the progress line of a terminal stands there

    private final PrintWriter out;
    private final boolean terminal = System.console() != null;
    private RunPlan plan;
    private ProgressLine progress;
    private volatile boolean muted;

    Console(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void planned(RunPlan newPlan, String directory, long resumedFrom) {
        plan = newPlan;
        StageTable.summary(plan).forEach(this::say);
        say("results  " + readable(directory));
        if (resumedFrom > 0) {
            say("resumes  after " + resumedFrom + " of " + plan.calendar().batches() + " batches");
        }
        say("starting " + plan.stages().size() + " stages ...");
    }

    @Override
    public synchronized void started(int attempt, List<Placement> placements) {
        say("");
        StageTable.of(plan, placements).forEach(this::say);
        say("");
        progress = ProgressLine.open(plan.settings().name(), EVERY, this::say);
    }

    @Override
    public synchronized void progress(Progress report) {
        if (progress != null) { // a fast stage may report before the last one is ready
            progress.accept(report);
        }
    }

    @Override
    public synchronized void evaluated(Event.Evaluation evaluation) {
        if (progress != null) {
            progress.accept(evaluation);
        }
        say("epoch %-3d batch %-7d %-10s %s"
                .formatted(evaluation.epoch(), evaluation.batchId(), evaluation.split(), score(evaluation)));
    }

    @Override
    public void failed(int attempt, String cause, long resumesIn) {
        endProgress();
        if (resumesIn >= 0) { // else the error that follows tells it
            say("attempt " + (attempt + 1) + " failed: " + cause);
            say("resumes from the newest checkpoint in " + resumesIn / 1000.0 + " s");
        }
    }

    @Override
    public void stoppedEarly(Event.Evaluation best) {
        endProgress();
        say("stopped early: the loss has not improved since batch " + best.batchId());
    }

    /** Prints that Ctrl-C was heard. */
    void interrupted() {
        endProgress();
        say("");
        say("Interrupted: stopping the stages ...");
    }

    /** Prints how to go on after Ctrl-C, and nothing more from then on. */
    void stopped(String run) {
        say("Stopped. The run " + run + " goes on from its newest checkpoint with the same command and --resume.");
        muted = true;
    }

    /** Prints how it ended. */
    void finished(RunPlan finished, RunResult result) {
        endProgress();
        say("");
        double examples = (double) finished.train()
                * result.newBatches()
                / finished.calendar().batchesPerEpoch();
        say(format("trained  %d batches in %.1f s", result.newBatches(), result.seconds())
                + (result.seconds() > 0 ? format(" (%.0f examples/s)", examples / result.seconds()) : "")
                + (result.attempts() > 1 ? ", " + result.attempts() + " attempts" : "")
                + (result.newBatches() < result.batches() ? ", " + result.batches() + " batches in all" : ""));
        result.modelEvaluation().ifPresent(e -> say(format("%-8s %s", e.split(), score(e))));
        say("results  " + readable(result.directory()));
        say("model    " + readable(result.model()));
    }

    /** Returns the path without the scheme of local files. */
    static String readable(String location) {
        return location.replaceFirst("^file:/+", "/");
    }

    private static String score(Event.Evaluation evaluation) {
        String accuracy =
                Double.isNaN(evaluation.accuracy()) ? "" : format("   accuracy %.2f %%", 100 * evaluation.accuracy());
        return format("loss %.4f", evaluation.loss()) + accuracy;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private void say(String line) {
        if (muted) {
            return;
        }
        out.println(terminal && progress != null ? CLEAR_LINE + line : line);
        out.flush();
    }

    private synchronized void endProgress() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    @Override
    public void close() {
        endProgress();
    }
}
