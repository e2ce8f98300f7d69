package org.sparksg.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The newest reports of all stages as one line of text, such as
 *
 * <pre>mnist  42% [########............] 4200/10000  epoch 4  12345 examples/s  0:01:23 left  loss 0.1234  test
 * accuracy 98.12%  busy 97% 95% 88%</pre>
 *
 * A pipeline is as far and as fast as its slowest stage. Safe for many threads.
 */
final class ProgressText {
    private static final int WIDEST_BAR = 30;
    private static final int NARROWEST_BAR = 5;

    private final String run;
    private final SortedMap<Integer, Progress> newest = new TreeMap<>();
    private double loss = Double.NaN;
    private double accuracy = Double.NaN;
    private String split;
    private long firstDone;
    private long firstNs;
    private long newestNs;

    ProgressText(String run) {
        this.run = run;
    }

    synchronized void accept(Progress progress, long nowNs) {
        boolean first = newest.isEmpty();
        newest.put(progress.stage(), progress);
        loss = Double.isNaN(progress.loss()) ? loss : progress.loss();
        newestNs = nowNs;
        if (first) { // a run that resumes begins in the middle: the speed counts from here
            firstDone = done();
            firstNs = nowNs;
        }
    }

    synchronized void accept(Event.Evaluation evaluation) {
        accuracy = evaluation.accuracy();
        split = evaluation.split();
    }

    /** Returns the text without a bar, as long as it is. */
    synchronized String plain() {
        return String.join("  ", fields(""));
    }

    /** Returns the text with a bar that takes the room that is left, cut off at {@code width} characters. */
    synchronized String withBar(int width) {
        int barWidth = Math.min(WIDEST_BAR, width - plain().length() - " []".length());
        String text = barWidth < NARROWEST_BAR ? plain() : String.join("  ", fields(" " + bar(barWidth)));
        return text.substring(0, Math.min(text.length(), Math.max(0, width)));
    }

    private List<String> fields(String bar) {
        if (newest.isEmpty()) {
            return List.of(run, "waiting for the first report of a stage");
        }
        List<String> fields = new ArrayList<>();
        fields.add(run);
        fields.add(format("%3d%%%s %d/%d", 100 * done() / total(), bar, done(), total()));
        fields.add("epoch " + (newest.get(newest.lastKey()).epoch() + 1)); // the one under way, counted as people do
        fields.add(format("%.0f examples/s", slowest()));
        fields.add(timeLeft() + " left");
        if (!Double.isNaN(loss)) {
            fields.add(format("loss %.4f", loss));
        }
        if (!Double.isNaN(accuracy)) {
            fields.add(format("%s accuracy %.2f%%", split, 100 * accuracy));
        }
        fields.add("busy " + busy());
        return fields;
    }

    private String bar(int width) {
        int filled = Math.toIntExact(width * done() / total());
        return "[" + "#".repeat(filled) + ".".repeat(width - filled) + "]";
    }

    private long done() {
        return newest.values().stream().mapToLong(Progress::batchId).min().orElseThrow() + 1;
    }

    private long total() {
        return newest.get(newest.lastKey()).totalBatches();
    }

    private double slowest() {
        return newest.values().stream()
                .mapToDouble(Progress::examplesPerSecond)
                .min()
                .orElseThrow();
    }

    private String busy() {
        return newest.values().stream()
                .map(progress -> format("%.0f%%", 100 * progress.busyShare()))
                .collect(Collectors.joining(" "));
    }

    /** From the batches and the time since the first report; unknown until one more batch is done. */
    private String timeLeft() {
        if (done() <= firstDone) {
            return "-:--:--";
        }
        double nsPerBatch = (double) (newestNs - firstNs) / (done() - firstDone);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(Math.round(nsPerBatch * (total() - done())));
        return format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
