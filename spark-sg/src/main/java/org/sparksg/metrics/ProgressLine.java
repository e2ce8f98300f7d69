package org.sparksg.metrics;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * Shows people how a run goes: on a terminal as one line that changes in place, elsewhere as a plain line every now and
 * then, so that logs stay readable.
 *
 * <p>Safe for many threads. On a terminal, a daemon thread of the progress bar draws twice a second; elsewhere whoever
 * brings a report prints. With several replicas, bring the reports of one.
 */
public final class ProgressLine implements AutoCloseable {
    private static final int REDRAW_MS = 500;

    private final ProgressText text;
    private final LongSupplier nanoTime;
    private final Display display;

    /** Where the text goes. */
    private sealed interface Display {
        /** Called after each report. */
        void changed(ProgressText text, long nowNs);

        void end(ProgressText text);
    }

    private ProgressLine(ProgressText text, LongSupplier nanoTime, Display display) {
        this.text = text;
        this.nanoTime = nanoTime;
        this.display = display;
    }

    /** Returns a line on standard error if a person looks at a terminal, else one in the log every {@code every}. */
    public static ProgressLine open(String run, Duration every, Consumer<String> log) {
        return System.console() != null
                ? onTerminal(run, System.err, System::nanoTime)
                : inLog(run, every, log, System::nanoTime);
    }

    /** Returns a line on a terminal. */
    public static ProgressLine onTerminal(String run, PrintStream out, LongSupplier nanoTime) {
        return on(run, new ConsoleProgressBarConsumer(out), nanoTime);
    }

    static ProgressLine on(String run, ProgressBarConsumer consumer, LongSupplier nanoTime) {
        ProgressText text = new ProgressText(run);
        ProgressBar bar = new ProgressBarBuilder()
                .setConsumer(consumer)
                .setUpdateIntervalMillis(REDRAW_MS)
                .setRenderer((state, width) -> text.withBar(width))
                .continuousUpdate()
                .build();
        return new ProgressLine(text, nanoTime, new Terminal(bar));
    }

    /** Returns one that passes a plain line to {@code log} with a report, if the last one is {@code every} ago. */
    public static ProgressLine inLog(String run, Duration every, Consumer<String> log, LongSupplier nanoTime) {
        return new ProgressLine(new ProgressText(run), nanoTime, new Lines(every.toNanos(), log));
    }

    /** Takes the report of a stage. */
    public void accept(Progress progress) {
        long nowNs = nanoTime.getAsLong();
        text.accept(progress, nowNs);
        display.changed(text, nowNs);
    }

    /** Takes an evaluation, whose accuracy is shown from now on. */
    public void accept(Event.Evaluation evaluation) {
        text.accept(evaluation);
    }

    /** Shows the last state and ends the line. */
    @Override
    public void close() {
        display.end(text);
    }

    private record Terminal(ProgressBar bar) implements Display {
        @Override
        public void changed(ProgressText text, long nowNs) {} // drawn by the bar's own thread

        @Override
        public void end(ProgressText text) {
            bar.close();
        }
    }

    private static final class Lines implements Display {
        private final long everyNs;
        private final Consumer<String> log;
        private boolean begun;
        private boolean changed;
        private long lastNs;

        Lines(long everyNs, Consumer<String> log) {
            this.everyNs = everyNs;
            this.log = log;
        }

        @Override
        public synchronized void changed(ProgressText text, long nowNs) {
            changed = begun && nowNs - lastNs < everyNs;
            if (!changed) {
                begun = true;
                lastNs = nowNs;
                log.accept(text.plain());
            }
        }

        @Override
        public synchronized void end(ProgressText text) {
            if (changed) {
                changed = false;
                log.accept(text.plain());
            }
        }
    }
}
