package org.sparksg.lab.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sparksg.jobs.Screen;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.spark.Placement;
import org.sparksg.spark.RunListener;

/** What a person sees of a comparison: a row for each run that has ended, and below them the progress of the current one. */
final class LiveTable implements RunListener {
    private static final int[] NARROWEST = {4, 7, 4, 8, 7, 7, 10, 7, 10, 8, 11, 4};

    private final Screen screen;
    private final int[] widths;
    private final int total;
    private String current = "";
    private int begun;

    /** Creates one for these runs, and prints the head of the table. */
    LiveTable(Screen screen, List<GridRun> runs) {
        this.screen = screen;
        this.total = runs.size();
        this.widths = NARROWEST.clone();
        for (GridRun run : runs) {
            widths[0] = Math.max(widths[0], run.cell().rule().length());
            widths[1] = Math.max(widths[1], run.cell().network().length());
        }
        screen.say(line(ResultLine.head()));
    }

    /** A run begins: its progress is shown as soon as its stages stand. */
    void begin(GridRun run) {
        begun++;
        current = "[" + begun + "/" + total + "] " + run.id();
    }

    /** A run that had ended in an earlier call of the command. */
    void known(Result result) {
        begun++;
        screen.say(line(ResultLine.of(result)));
    }

    /** A run has ended. */
    void ended(Result result) {
        screen.unfollow();
        screen.say(line(ResultLine.of(result)));
    }

    @Override
    public void waiting(String news) {
        screen.say(news);
    }

    @Override
    public void started(int attempt, List<Placement> placements) {
        screen.follow(current);
    }

    @Override
    public void progress(Progress report) {
        screen.accept(report);
    }

    @Override
    public void evaluated(Event.Evaluation evaluation) {
        screen.accept(evaluation);
    }

    @Override
    public void failed(int attempt, String cause, long resumesIn, long reached) {
        screen.unfollow();
        screen.say(current + ": attempt " + (attempt + 1) + " failed: " + cause);
        if (resumesIn >= 0) {
            screen.sayNextAttempt(resumesIn, reached);
        }
    }

    private String line(List<String> cells) {
        List<String> padded = new ArrayList<>();
        IntStream.range(0, cells.size()).forEach(i -> padded.add(pad(cells.get(i), widths[i], isText(i))));
        return String.join("  ", padded).stripTrailing();
    }

    /** Rule, network, outcome and busy shares are texts, the others numbers. */
    private static boolean isText(int column) {
        return column < 2 || column == 3 || column == 11;
    }

    private static String pad(String cell, int width, boolean left) {
        return String.format(left ? "%-" + width + "s" : "%" + width + "s", cell);
    }
}
