package org.sparksg.jobs;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.metrics.ProgressLine;

/** Lines for a person, and the progress of the run that is under way: on a terminal always the last line. */
public final class Screen implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final String CLEAR_LINE = "\r\u001b[K"; // the progress line of a terminal stands there

    private final PrintWriter out;
    private final boolean terminal = System.console() != null;
    private ProgressLine progress;
    private volatile boolean muted;

    /** Creates one without progress. */
    public Screen(PrintWriter out) {
        this.out = out;
    }

    /** Returns a loss of each step, in nats, in the units of models of text. */
    static String bits(double loss) {
        return String.format(Locale.ROOT, "%.4f bits, perplexity %.2f", loss / Math.log(2), Math.exp(loss));
    }

    /** Returns a path without the scheme of local files. */
    public static String readable(String location) {
        return location.replaceFirst("^file:/+", "/");
    }

    /** Prints a line. */
    public synchronized void say(String line) {
        if (!muted) {
            out.println(terminal && progress != null ? CLEAR_LINE + line : line);
            out.flush();
        }
    }

    /** Prints from where the next attempt goes on, and in how many milliseconds. */
    public void sayNextAttempt(long inMs, long reached) {
        say((reached > 0 ? "resumes after " + reached + " batches" : "starts anew, for there is no checkpoint yet,")
                + " in " + inMs / 1000.0 + " s");
    }

    /** Shows the progress of a run from now on, under this name. */
    public synchronized void follow(String run) {
        unfollow();
        progress = ProgressLine.open(run, EVERY, this::say);
    }

    /** Takes the report of a stage. A fast one may come before there is a run to follow. */
    public synchronized void accept(Progress report) {
        if (progress != null) {
            progress.accept(report);
        }
    }

    /** Takes an evaluation, which is shown with the progress. */
    public synchronized void accept(Event.Evaluation evaluation) {
        if (progress != null) {
            progress.accept(evaluation);
        }
    }

    /** Shows no progress any more. */
    public synchronized void unfollow() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    /** Prints that Ctrl-C was heard. */
    public void interrupted() {
        unfollow();
        say("");
        say("Interrupted: stopping the stages ...");
    }

    /** Prints a last line, and nothing from then on. */
    public void end(String line) {
        say(line);
        muted = true;
    }

    @Override
    public void close() {
        unfollow();
    }
}
