package org.sparksg.metrics;

import java.util.Locale;

/** Steps and corrections of some time, in a few numbers. */
final class StepSummary {
    private long steps;
    private long examples;
    private long newestBatch;
    private double lossSum;
    private long losses;
    private double busyMs;
    private double messageMs;
    private double waitMs;
    private double cosineSum;
    private long corrections;

    void add(Event.Step step) {
        steps++;
        examples += step.examples();
        newestBatch = Math.max(newestBatch, step.batchId());
        busyMs += step.forwardMs() + step.backwardMs() + step.synthesizeMs() + step.learnMs();
        messageMs += step.messageMs();
        waitMs += step.waitMs();
        if (!Double.isNaN(step.loss())) {
            lossSum += step.loss() * step.examples();
            losses += step.examples();
        }
    }

    void add(Event.Correction correction) {
        if (!Double.isNaN(correction.cosine())) {
            cosineSum += correction.cosine();
            corrections++;
        }
    }

    boolean isEmpty() {
        return steps == 0;
    }

    /** Returns for instance {@code 600 steps to batch 599, 38400 examples, loss 0.1234, busy 97%, cosine 0.8512 of 6 corrections}. */
    String text() {
        String loss = losses == 0 ? "" : format(", loss %.4f", lossSum / losses);
        String cosine =
                corrections == 0 ? "" : format(", cosine %.4f of %d corrections", cosineSum / corrections, corrections);
        double allMs = busyMs + messageMs + waitMs;
        return format(
                "%d steps to batch %d, %d examples%s, busy %.0f%%%s",
                steps, newestBatch, examples, loss, allMs > 0 ? 100 * busyMs / allMs : 0, cosine);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
