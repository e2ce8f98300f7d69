package org.sparksg.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.data.Level;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.spark.Placement;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.RunResult;

/** What a person sees of a run: where which stage runs, how fast, how good, and where the results are. */
final class Console implements RunListener, AutoCloseable {
    private final Screen screen;
    private final Configuration hadoop;
    private final boolean resume;
    private RunPlan plan;

    /**
     * Prepares to print.
     *
     * @param hadoop how to reach the folder of the run
     * @param resume whether a run shall go on
     */
    Console(PrintWriter out, Configuration hadoop, boolean resume) {
        this.screen = new Screen(out);
        this.hadoop = hadoop;
        this.resume = resume;
    }

    @Override
    public void planned(RunPlan newPlan, String directory, long resumedFrom) {
        plan = newPlan;
        StageTable.summary(plan).forEach(this::say);
        say("results  " + Screen.readable(directory));
        writePage(directory);
        if (resumedFrom > 0) {
            say("resumes  after " + resumedFrom + " of " + plan.calendar().batches() + " batches");
        } else if (resume) {
            say("resumes  from the start: the run was stopped before its first checkpoint was complete");
        }
        say("starting " + plan.stages().size() + " stages ...");
    }

    /** Nobody shall lose a run because of a page. */
    private void writePage(String directory) {
        DataPage page = new DataPage(plan.data().report());
        if (!page.isEmpty()) {
            try {
                page.write(hadoop, directory, "The data of " + plan.settings().name());
            } catch (IOException | RuntimeException e) { // or whatever a store throws
                say("no " + DataPage.NAME + ": " + e.getMessage());
            }
        }
    }

    @Override
    public void started(int attempt, List<Placement> placements) {
        say("");
        StageTable.of(plan, placements).forEach(this::say);
        say("");
        screen.follow(plan.settings().name());
    }

    @Override
    public void progress(Progress report) {
        screen.accept(report);
    }

    @Override
    public void evaluated(Event.Evaluation evaluation) {
        screen.accept(evaluation);
        say("epoch %-3d batch %-7d %-10s %s"
                .formatted(evaluation.epoch(), evaluation.batchId(), evaluation.split(), score(evaluation)));
    }

    @Override
    public void raised(Event.Raise raise) {
        say("epoch %-3d batch %-7d %s".formatted(raise.epoch(), raise.batchId(), level(raise)));
    }

    @Override
    public void failed(int attempt, String cause, long resumesIn, long reached) {
        screen.unfollow();
        if (resumesIn >= 0) { // else the error that follows tells it
            say("attempt " + (attempt + 1) + " failed: " + cause);
            screen.sayNextAttempt(resumesIn, reached);
        }
    }

    @Override
    public void waiting(String news) {
        say(news);
    }

    @Override
    public void stoppedEarly(Event.Evaluation best) {
        screen.unfollow();
        say("stopped early: the loss has not improved since batch " + best.batchId());
    }

    /** Prints that Ctrl-C was heard. */
    void interrupted() {
        screen.interrupted();
    }

    /** Prints how to go on after Ctrl-C, and nothing more from then on. */
    void stopped(String run) {
        screen.end(
                "Stopped. The run " + run + " goes on from its newest checkpoint with the same command and --resume.");
    }

    /** Prints how it ended. */
    void finished(RunPlan finished, RunResult result) {
        screen.unfollow();
        say("");
        double examples = (double) finished.data().train()
                * result.newBatches()
                / finished.calendar().batchesPerEpoch();
        say(format("trained  %d batches in %.1f s", result.newBatches(), result.seconds())
                + (result.seconds() > 0 ? format(" (%.0f examples/s)", examples / result.seconds()) : "")
                + (result.attempts() > 1 ? ", " + result.attempts() + " attempts" : "")
                + (result.newBatches() < result.batches() ? ", " + result.batches() + " batches in all" : ""));
        result.raises().stream()
                .reduce((earlier, later) -> later)
                .ifPresent(last -> say("level    " + level(last) + ", since batch " + last.batchId()));
        result.modelEvaluation().ifPresent(e -> say(format("%-8s %s", e.split(), score(e))));
        say("results  " + Screen.readable(result.directory()));
        say("model    " + Screen.readable(result.model()));
    }

    private static String level(Event.Raise raise) {
        return new Level(raise.length(), raise.repeats()) + ", episodes of " + raise.steps() + " steps";
    }

    private String score(Event.Evaluation evaluation) {
        String accuracy =
                Double.isNaN(evaluation.accuracy()) ? "" : format("   accuracy %.2f %%", 100 * evaluation.accuracy());
        String bits = plan.network().classifiesSteps() ? "   " + Screen.bits(evaluation.loss()) : "";
        return format("loss %.4f", evaluation.loss()) + bits + accuracy;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private void say(String line) {
        screen.say(line);
    }

    @Override
    public void close() {
        screen.close();
    }
}
