package org.sparksg.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Tells a log what happens: evaluations at once, steps and corrections as a summary every now and then and at each roll.
 * Belongs to one thread.
 */
public final class LogSink implements Sink {
    private final String who;
    private final long everyNs;
    private final LongSupplier nanoTime;
    private final Consumer<String> log;
    private StepSummary summary = new StepSummary();
    private long sinceNs;

    /**
     * Creates one that logs at level info.
     *
     * @param who begins each line, such as {@code stage 2}
     * @param every the time between two summaries
     */
    public LogSink(String who, Duration every, Logger logger) {
        this(who, every, System::nanoTime, logger::info);
    }

    LogSink(String who, Duration every, LongSupplier nanoTime, Consumer<String> log) {
        this.who = who;
        this.everyNs = every.toNanos();
        this.nanoTime = nanoTime;
        this.log = log;
        this.sinceNs = nanoTime.getAsLong();
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Step step) {
            summary.add(step);
            if (nanoTime.getAsLong() - sinceNs >= everyNs) {
                summarise();
            }
        } else if (event instanceof Event.Correction correction) {
            summary.add(correction);
        } else if (event instanceof Event.Evaluation evaluation) {
            log.accept(text(evaluation));
        }
    }

    private String text(Event.Evaluation evaluation) {
        return String.format(
                Locale.ROOT,
                "%s: after batch %d (epoch %d), %s: loss %.4f%s, %d examples",
                who,
                evaluation.batchId(),
                evaluation.epoch(),
                evaluation.split(),
                evaluation.loss(),
                Double.isNaN(evaluation.accuracy())
                        ? ""
                        : String.format(Locale.ROOT, ", accuracy %.4f", evaluation.accuracy()),
                evaluation.examples());
    }

    private void summarise() {
        if (!summary.isEmpty()) {
            log.accept(who + ": " + summary.text());
        }
        summary = new StepSummary();
        sinceNs = nanoTime.getAsLong();
    }

    @Override
    public void roll(long batchId) {
        summarise();
    }

    @Override
    public void close() {}
}
