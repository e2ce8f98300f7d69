package org.sparksg.spark;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;

/**
 * Tells Spark's listeners of a run, its event log among them. What comes every second is thinned, so that the log of a long run stays
 * small.
 */
final class RunEvents implements RunListener {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Consumer<RunEvent> bus;
    private final LongSupplier clock;
    private final Map<Integer, Progress> reports = new TreeMap<>(); // of each stage the newest that was not told
    private final Map<Integer, Event.Correction> corrections = new TreeMap<>(); // likewise of each boundary
    private Stopwatch sinceTold;
    private String run;

    /** {@code bus}: takes the events, and never blocks. */
    RunEvents(Consumer<RunEvent> bus) {
        this(bus, System::nanoTime);
    }

    RunEvents(Consumer<RunEvent> bus, LongSupplier clock) {
        this.bus = bus;
        this.clock = clock;
    }

    /** Returns the name of a run's folder. */
    static String nameOf(String directory) {
        return directory.substring(directory.lastIndexOf('/') + 1);
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    @Override
    public void planned(RunPlan plan, String directory, long resumedFrom) {
        run = nameOf(directory);
        bus.accept(new RunEvent.Began(
                run, now(), directory, resumedFrom, plan.calendar().batches(), plan.stages()));
    }

    @Override
    public void started(int attempt, List<Placement> placements) {
        sinceTold = Stopwatch.start(clock);
        bus.accept(new RunEvent.AttemptStarted(run, now(), attempt, placements));
    }

    @Override
    public void progress(Progress report) {
        reports.put(report.stage(), report);
        tellSometimes();
    }

    @Override
    public void corrected(Event.Correction correction) {
        corrections.put(correction.boundary(), correction);
        tellSometimes();
    }

    /** A fast stage may report before the driver knows that all of them stand. */
    private void tellSometimes() {
        if (sinceTold != null && sinceTold.elapsed().compareTo(EVERY) >= 0) {
            tell();
            sinceTold = Stopwatch.start(clock);
        }
    }

    private void tell() {
        reports.values().forEach(report -> bus.accept(new RunEvent.Advanced(run, now(), report)));
        corrections.values().forEach(correction -> bus.accept(new RunEvent.Corrected(run, now(), correction)));
        reports.clear();
        corrections.clear();
    }

    @Override
    public void evaluated(Event.Evaluation evaluation) {
        bus.accept(new RunEvent.Evaluated(run, now(), evaluation));
    }

    @Override
    public void saved(long batchesDone) {
        bus.accept(new RunEvent.Saved(run, now(), batchesDone));
    }

    @Override
    public void stagesEnded(int attempt) {
        tell();
        sinceTold = null;
    }

    @Override
    public void failed(int attempt, String cause, long resumesIn, long reached) {
        bus.accept(new RunEvent.AttemptFailed(run, now(), attempt, cause, resumesIn, reached));
    }

    @Override
    public void ended(Optional<RunResult> result, String how) {
        bus.accept(new RunEvent.Ended(
                run,
                now(),
                result.isPresent(),
                how,
                result.map(RunResult::batches).orElse(0L),
                result.map(RunResult::attempts).orElse(0),
                result.map(RunResult::seconds).orElse(0.0)));
    }
}
