package org.sparksg.spark;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.storage.LostLeaseException;
import org.sparksg.time.Waiting;

/** One launch of a run, watched by the driver from start to end on the thread that calls {@link #watch}. */
final class Attempt {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration NEWS = Duration.ofSeconds(10);

    private final StageJob job;
    private final RunListener listener;
    private final RunRecord record;
    private final LongSupplier clock;
    private final long pollMs;
    private final Mailbox mailbox = new Mailbox();
    private final Failures failures = new Failures();
    private final Deaths deaths = new Deaths();
    private final Map<Long, Map<Integer, Manifest.StageFile>> saved = new HashMap<>();
    private Stopwatch training; // from when all stages stood
    private Duration trained = Duration.ZERO;
    private long lastSaved;

    /** How a launch ended. */
    sealed interface Outcome {

        /** All stages did all of their work. */
        record Completed() implements Outcome {}

        /** The monitored loss did not improve any more. */
        record StoppedEarly() implements Outcome {}

        /**
         * The whole application has ended, and nothing can be launched any more.
         *
         * @param by what its manager said
         */
        record Gone(String by) implements Outcome {}

        /**
         * Something broke.
         *
         * @param hopeless whether another attempt would break in the same way
         * @param diverged whether that is because the loss was no number any more
         */
        record Broken(String cause, boolean hopeless, boolean diverged) implements Outcome {
            Broken(String cause, boolean hopeless) {
                this(cause, hopeless, false);
            }
        }
    }

    Attempt(StageJob job, RunListener listener, RunRecord record) {
        this(job, listener, record, System::nanoTime, POLL);
    }

    /** {@code clock}: in nanoseconds; {@code poll}: how long to wait for news before having another look. */
    Attempt(StageJob job, RunListener listener, RunRecord record, LongSupplier clock, Duration poll) {
        this.job = job;
        this.listener = listener;
        this.record = record;
        this.clock = clock;
        this.pollMs = poll.toMillis();
        this.lastSaved = job.batchesDone();
    }

    /** Launches the stages and returns when they have ended. */
    Outcome launch(Application application, GangLauncher launcher) throws InterruptedException {
        SparkListener losses = executorListener(application);
        application.listen(losses);
        Meeting meeting = new Meeting(job.launch(), job.plan().stages().size());
        ControlPlugin.listen(job.launch().run(), message -> mailbox.post(() -> handle(message)), meeting);
        try {
            Waiting starting = new Waiting(clock);
            Optional<Outcome> missing = awaitExecutors(application, starting);
            Outcome outcome = missing.isPresent() ? missing.get() : watch(application, launcher, starting);
            boolean whole = outcome instanceof Outcome.Completed || outcome instanceof Outcome.StoppedEarly;
            return whole ? outcome : gone(application).orElse(outcome);
        } catch (CheckpointException | UncheckedIOException e) { // what the driver writes: it may succeed next time
            return new Outcome.Broken("the driver cannot keep the record of the run: " + e.getMessage(), false);
        } catch (LostLeaseException e) {
            throw e;
        } catch (IllegalStateException e) { // Spark's, of a context that was stopped meanwhile
            return gone(application).orElseThrow(() -> e);
        } finally {
            trained = training == null ? Duration.ZERO : training.elapsed();
            ControlPlugin.stopListening(job.launch().run());
            application.stopListening(losses);
            listener.stagesEnded(job.launch().attempt());
        }
    }

    /** Returns how long the stages trained, from the moment when all of them stood. */
    double trainingSeconds() {
        return trained.toNanos() * 1e-9;
    }

    private static Optional<Outcome> gone(Application application) {
        return application.ended().map(Outcome.Gone::new);
    }

    private SparkListener executorListener(Application application) {
        return new SparkListener() {
            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                String reason = firstParagraph(removed.reason());
                mailbox.post(() -> executorLost(application, removed.executorId(), reason));
            }
        };
    }

    /** Returns a reason on one line. Kubernetes starts with an empty one, and goes on with all states of all containers. */
    private static String firstParagraph(String reason) {
        return reason.strip().split("\\n\\s*\\n")[0].replaceAll("\\s*\\n\\s*", "; ");
    }

    private void requireOwned() {
        if (record.isLost()) {
            record.requireOwned(); // which says who has it
        }
    }

    private void executorLost(Application application, String executor, String reason) {
        String words = application.lastWords(executor);
        if (failures.ready() == 0) {
            died("executor " + executor + " ended: " + reason + (words.isEmpty() ? "" : "\n  " + words));
        }
        failures.executorLost(executor, reason);
    }

    private void died(String reason) {
        deaths.add(reason);
        listener.waiting(reason);
    }

    private RunSettings settings() {
        return job.plan().settings();
    }

    private boolean isLate(Waiting starting) {
        return training == null && starting.isBeyond(settings().recovery().start());
    }

    /**
     * Waits for the executors here: Spark would look once a second for a minute, and then fail without naming a cure. Returns what is
     * wrong if they do not come.
     */
    private Optional<Outcome> awaitExecutors(Application application, Waiting starting) throws InterruptedException {
        int wanted = job.sharedExecutors() ? 0 : job.plan().stages().size();
        int stillborn = 0;
        Waiting silence = new Waiting(clock);
        for (int found = application.executors(); found < wanted; found = application.executors()) {
            mailbox.handle(pollMs);
            requireOwned();
            Optional<Outcome> gone = gone(application);
            if (gone.isPresent()) {
                return gone;
            }
            List<String> unheard = application.stillborn();
            unheard.stream().skip(stillborn).forEach(this::died);
            stillborn = unheard.size();
            Optional<String> hopeless = deaths.hopeless();
            if (hopeless.isPresent()) {
                return hopeless.map(cause -> new Outcome.Broken(cause, true));
            }
            if (isLate(starting)) {
                return Optional.of(new Outcome.Broken(notStarted(application), false));
            }
            tell(silence, found + " of " + wanted + " executors are there");
        }
        return Optional.empty();
    }

    /** Tells now and then what is there, and how long the rest is waited for. */
    private void tell(Waiting silence, String there) {
        if (silence.isBeyond(NEWS)) {
            listener.waiting(there + "; waiting for the others up to recovery.start = "
                    + settings().recovery().start().toSeconds() + " s");
            silence.restart();
        }
    }

    private Outcome watch(Application application, GangLauncher launcher, Waiting starting)
            throws InterruptedException {
        GangLauncher.Gang gang = launcher.launch(job);
        boolean stopping = false;
        Outcome.Broken late = null;
        Waiting silence = new Waiting(clock);
        try {
            while (!gang.hasEnded() && application.ended().isEmpty()) {
                mailbox.handle(pollMs);
                requireOwned();
                if (training == null) {
                    tell(
                            silence,
                            failures.ready() + " of " + job.plan().stages().size() + " stages stand");
                }
                if (!stopping && late == null) {
                    stopping = record.scores().isPatienceExhausted();
                    late = isLate(starting) ? late(application) : null;
                }
                if (stopping || late != null) {
                    gang.cancel(); // again and again: Spark forgets it for a job that waits for its slots
                }
            }
            Duration patience = // nobody talks any more when the application is gone
                    application.ended().isPresent() ? Duration.ofMillis(pollMs) : EndLimits.LAST_WORDS;
            return late == null ? end(stopping, gang.failure(), patience) : late;
        } catch (InterruptedException | RuntimeException e) {
            gang.cancel();
            awaitEnd(gang);
            throw e;
        }
    }

    /** Lets the stages make visible what they have, before whoever gave up goes on. */
    private void awaitEnd(GangLauncher.Gang gang) throws InterruptedException {
        Waiting ending = new Waiting(clock);
        while (!gang.hasEnded() && !ending.isBeyond(EndLimits.LAST_WORDS)) {
            Thread.sleep(pollMs);
            gang.cancel();
        }
    }

    /** Hears what is still on its way, then judges: the last checkpoint, or the cause of a failure, may come late. */
    private Outcome end(boolean stopped, Optional<String> spark, Duration patience) throws InterruptedException {
        Waiting ended = new Waiting(clock);
        boolean complete = false;
        while (!complete && !ended.isBeyond(patience)) {
            boolean heard = mailbox.handle(pollMs);
            boolean all = spark.isEmpty() ? isSaved() && record.scores().areComplete() : failures.hasOwnCause();
            complete = !heard && (stopped || all);
        }
        if (stopped || record.scores().isPatienceExhausted()) { // by the last evaluation, too
            return new Outcome.StoppedEarly();
        }
        if (spark.isPresent()) {
            return broken(spark);
        }
        return isSaved()
                ? new Outcome.Completed()
                : new Outcome.Broken("all stages ended, but the driver did not hear of their last checkpoint", false);
    }

    /** Judges stages that do not stand in time: if one has failed, the others are only slow to end. */
    private Outcome.Broken late(Application application) {
        return failures.hasOwnCause() ? broken(Optional.empty()) : new Outcome.Broken(notStarted(application), false);
    }

    private Outcome.Broken broken(Optional<String> spark) {
        return new Outcome.Broken(failures.cause(spark), failures.isHopeless(), failures.isDivergence());
    }

    private boolean isSaved() {
        return lastSaved == job.plan().calendar().batches();
    }

    private String notStarted(Application application) {
        return "only " + failures.ready() + " of " + job.plan().stages().size()
                + " stages stood within recovery.start = "
                + settings().recovery().start().toSeconds() + " s; executors were found for "
                + failures.placements()
                + ": are there enough? See spark.executor.instances, spark.cores.max, spark.executor.resource.* and the cluster's"
                + " queue" + application.troubles();
    }

    private void handle(ControlMessage message) {
        if (!message.launch().equals(job.launch())) {
            return;
        }
        if (message instanceof ControlMessage.Placed placed) {
            failures.placed(placed.placement());
        } else if (message instanceof ControlMessage.Ready ready) {
            ready(ready.placement());
        } else if (message instanceof ControlMessage.Advanced advanced) {
            listener.progress(advanced.progress());
        } else if (message instanceof ControlMessage.Evaluated evaluated) {
            evaluated(evaluated.evaluation());
        } else if (message instanceof ControlMessage.Raised raised) {
            record.raised(raised.raise());
            listener.raised(raised.raise());
        } else if (message instanceof ControlMessage.Corrected corrected) {
            listener.corrected(corrected.correction());
        } else if (message instanceof ControlMessage.Saved part) {
            listener.stageSaved(part.file().stage(), part.seconds());
            saved(part.batchesDone(), part.file());
        } else if (message instanceof ControlMessage.Failed failed) {
            failures.failed(failed);
        }
    }

    private void ready(Placement placement) {
        failures.ready(placement);
        if (failures.ready() == job.plan().stages().size()) {
            training = Stopwatch.start(clock);
            record.started(failures.placements());
            listener.started(job.launch().attempt(), failures.placements());
        }
    }

    private void evaluated(Event.Evaluation evaluation) {
        record.evaluated(evaluation);
        listener.evaluated(evaluation);
    }

    private void saved(long batchesDone, Manifest.StageFile file) {
        Map<Integer, Manifest.StageFile> files = saved.computeIfAbsent(batchesDone, b -> new HashMap<>());
        files.put(file.stage(), file);
        if (files.size() == job.plan().stages().size()) {
            saved.remove(batchesDone);
            record.commit(job.launch().attempt(), batchesDone, files);
            lastSaved = batchesDone;
            listener.saved(batchesDone);
        }
    }
}
