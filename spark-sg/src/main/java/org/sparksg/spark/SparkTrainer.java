package org.sparksg.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.checkpoint.ModelFile;
import org.sparksg.checkpoint.Snapshot;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Tables;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.Split;
import org.sparksg.storage.Claimant;
import org.sparksg.transport.tcp.RunSecret;

/**
 * Trains a network on Spark, from settings to model: launches attempts, resumes from the newest complete checkpoint when one
 * breaks, and writes the model at the end. Use it from one thread.
 */
public final class SparkTrainer {
    private static final long LOOK_MS = 100; // between two looks at whether the application lives
    private static final Logger LOG = LoggerFactory.getLogger(SparkTrainer.class);

    private final JavaSparkContext context;
    private final Configuration hadoop;
    private final GangLauncher launcher;
    private final RunListener listener;

    /** Trains in an application that was started with {@link SparkDefaults}. */
    public SparkTrainer(JavaSparkContext context, RunListener listener) {
        this(context, new BarrierGang(context), listener);
    }

    SparkTrainer(JavaSparkContext context, GangLauncher launcher, RunListener listener) {
        this.context = context;
        this.hadoop = context.hadoopConfiguration();
        this.launcher = launcher;
        this.listener = new RunListeners(List.of(
                listener,
                new RunMetrics(ControlPlugin.metrics()),
                new RunEvents(context.sc().listenerBus()::post)));
    }

    /**
     * Checks that a run can be resumed, before Spark starts. One that a driver of the same submission had goes on in any case.
     *
     * @param conf the settings of the application
     * @throws IllegalArgumentException if there is none of that name, if it is another one than the settings ask for, or if it
     *     has a driver that lives
     */
    public static void requireResumable(RunPlan plan, Start start, SparkConf conf, Configuration hadoop)
            throws IOException {
        String output = plan.settings().output().directory();
        String name = plan.settings().name();
        if (RunDirectory.isLeft(hadoop, output, name, Submission.of(conf))) {
            return;
        }
        RunDirectory directory = RunDirectory.existing(hadoop, output, name);
        if (!start.takeOver()) {
            directory.requireFree();
        }
        Optional<RecordFile.Found> found = LostRecord.read(directory, hadoop, name);
        RunPlan kept = Provenance.kept(plan, found);
        new RunRecord(kept, directory, hadoop, found, Provenance.fixed(kept)).requireStart(start.batch());
    }

    /**
     * Looks at the data, decides on a plan, and runs to the end.
     *
     * @throws org.sparksg.settings.BadSetting if settings and data do not fit each other
     * @throws RunFailedException as {@link #train(RunPlan, Start, Map)} does
     */
    public RunResult train(RunSettings settings) throws IOException, InterruptedException {
        return train(
                Planner.plan(settings, settings.data().open(hadoop, settings.seed()), context.getConf()),
                Start.NEW,
                Map.of());
    }

    /**
     * Runs to the end. A driver that its cluster manager started again goes on with the run of the one before it, from its newest checkpoint,
     * whatever the start.
     *
     * @param plan the run, see {@link Planner}
     * @param start whether to begin a run, or to go on with the newest one of that name
     * @param facts more to be kept in {@code run.json}, such as the settings as text
     * @throws IllegalArgumentException if the run to go on with has a driver that lives
     * @throws org.sparksg.storage.LostLeaseException if another driver took the run over meanwhile
     * @throws RunFailedException when the last allowed attempt broke, or when the driver cannot write down how the run goes
     */
    public RunResult train(RunPlan plan, Start start, Map<String, String> facts)
            throws IOException, InterruptedException {
        String output = plan.settings().output().directory();
        String name = plan.settings().name();
        Claimant driver = Submission.driver(context);
        Optional<RunDirectory> left = RunDirectory.inherit(hadoop, output, name, driver, listener::waiting);
        try (RunDirectory directory = left.isPresent() ? left.get() : claim(output, name, driver, start)) {
            directory.letFormerOwnerEnd(listener::waiting);
            Optional<RecordFile.Found> found = LostRecord.read(directory, hadoop, name);
            RunPlan kept = Provenance.kept(plan, found);
            Map<String, String> all = Provenance.facts(kept, context, facts);
            OptionalLong from = left.isPresent() ? OptionalLong.empty() : start.batch(); // it may have got on since
            return train(kept, from, directory, new RunRecord(kept, directory, hadoop, found, all));
        }
    }

    private RunDirectory claim(String output, String name, Claimant driver, Start start) {
        if (!start.resume()) {
            return RunDirectory.create(hadoop, output, name, driver);
        }
        RunDirectory directory = RunDirectory.existing(hadoop, output, name);
        directory.claim(driver, start.takeOver());
        return directory;
    }

    private RunResult train(RunPlan plan, OptionalLong from, RunDirectory directory, RunRecord record)
            throws IOException, InterruptedException {
        long before = record.begin(from);
        listener.planned(plan, directory.location(), before);
        RunResult result;
        try {
            result = recorded(plan, record, before);
        } catch (Throwable e) { // also errors, and what Spark throws without declaring it
            listener.ended(Optional.empty(), e.toString());
            throw e;
        }
        listener.ended(Optional.of(result), "completed");
        return result;
    }

    private RunResult recorded(RunPlan plan, RunRecord record, long before) throws IOException, InterruptedException {
        try {
            return train(plan, record, before);
        } catch (CheckpointException | UncheckedIOException e) { // between the attempts, or after the last one
            listener.failed(Math.max(0, record.nextAttempt() - 1), e.getMessage(), -1, 0);
            throw failed(record, e.getMessage() + "\nThe driver cannot keep the record of the run", false);
        }
    }

    private RunResult train(RunPlan plan, RunRecord record, long before) throws IOException, InterruptedException {
        String run = plan.settings().name() + "-" + UUID.randomUUID();
        double seconds = 0;
        int restarts = 0;
        long start = before;
        try (SchedulerLog log = SchedulerLog.listen()) {
            Application application = new SparkApplication(context, log);
            while (true) {
                Attempt attempt = prepare(plan, record, run, start);
                Attempt.Outcome outcome = launch(attempt, application, record);
                seconds += attempt.trainingSeconds();
                if (outcome instanceof Attempt.Outcome.Gone gone) {
                    throw gone(record, gone.by());
                }
                if (!(outcome instanceof Attempt.Outcome.Broken broken)) {
                    return finish(plan, record, outcome, before, seconds);
                }
                long reached = record.batchesDone();
                restarts = reached > start ? 0 : restarts; // it got on: this is a new trouble
                recover(plan.settings(), application, record, restarts, reached, broken);
                restarts++;
                start = reached;
            }
        }
    }

    private static RunFailedException gone(RunRecord record, String by) {
        long reached = record.batchesDone();
        return new RunFailedException(
                "The Spark application has ended: " + by + "\nThe results so far are in " + record.location() + ". "
                        + (reached > 0
                                ? "The run goes on from its checkpoint after " + reached
                                        + " batches with the same command and --resume."
                                : "There is no checkpoint yet: start anew."),
                false);
    }

    private Attempt.Outcome launch(Attempt attempt, Application application, RunRecord record)
            throws InterruptedException {
        try {
            Attempt.Outcome outcome = attempt.launch(application, launcher);
            record.ended(outcome.toString());
            return outcome;
        } catch (InterruptedException e) {
            record.ended("Interrupted");
            throw e;
        } catch (RuntimeException e) {
            try {
                record.ended("Failed: " + e.getMessage());
            } catch (RuntimeException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    private Attempt prepare(RunPlan plan, RunRecord record, String run, long batchesDone) {
        record.rewind(batchesDone);
        int number = record.nextAttempt();
        record.attempt(batchesDone);
        StageJob job = new StageJob(
                plan,
                new ControlMessage.Launch(run, number),
                RunSecret.random().sealing(new NetworkFindings(context.getConf()).isEncrypted()),
                record.location(),
                record.fence(),
                batchesDone,
                Cluster.isOneProcess(context.getConf()),
                StageJob.toMap(hadoop));
        return new Attempt(job, listener, record);
    }

    private void recover(
            RunSettings settings,
            Application application,
            RunRecord record,
            int restart,
            long reached,
            Attempt.Outcome.Broken broken)
            throws InterruptedException {
        boolean again = !broken.hopeless() && restart < settings.recovery().restarts();
        String cause = broken.cause();
        long backOffMs = settings.recovery().backOff().toMillis() << Math.min(restart, 10);
        listener.failed(record.nextAttempt() - 1, cause, again ? backOffMs : -1, again ? reached : 0);
        if (!again) {
            String why = broken.hopeless()
                    ? "It would fail again in the same way"
                    : "Gave up after " + (restart + 1) + " attempts without a new checkpoint between them";
            throw failed(record, cause + "\n" + why, broken.diverged());
        }
        backOff(application, record, backOffMs);
    }

    private static void backOff(Application application, RunRecord record, long ms) throws InterruptedException {
        for (long left = ms; left > 0; left -= LOOK_MS) {
            Thread.sleep(Math.min(left, LOOK_MS));
            Optional<String> by = application.ended();
            if (by.isPresent()) {
                throw gone(record, by.get());
            }
        }
    }

    private static RunFailedException failed(RunRecord record, String why, boolean diverged) {
        return new RunFailedException(
                why + "; the results so far are in " + record.location()
                        + ". Mend the cause, then start anew or go on with --resume.",
                diverged);
    }

    private RunResult finish(RunPlan plan, RunRecord record, Attempt.Outcome outcome, long before, double seconds)
            throws IOException {
        if (outcome instanceof Attempt.Outcome.StoppedEarly) {
            record.scores().best().ifPresent(listener::stoppedEarly);
        }
        boolean useBest = outcome instanceof Attempt.Outcome.StoppedEarly
                || plan.settings().output().model() == RunSettings.Output.Model.BEST;
        String model = record.location() + "/model";
        Manifest chosen = record.onFiles(() -> writeModel(plan, record, useBest, model));
        Optional<Event.Evaluation> evaluation = evaluation(plan, record, chosen, model);
        long newest = record.onFiles(record.store()::complete).stream()
                .mapToLong(Manifest::batchId)
                .max()
                .orElse(0);
        return new RunResult(
                record.location(),
                model,
                newest,
                newest - before,
                seconds,
                record.nextAttempt(),
                record.scores().all(),
                evaluation,
                record.raises());
    }

    /** Makes a model of the best or the newest checkpoint, and returns which one that was. */
    private Manifest writeModel(RunPlan plan, RunRecord record, boolean useBest, String model) {
        List<Manifest> complete = record.store().complete();
        Optional<Manifest> best = useBest ? record.scores().best(complete) : Optional.empty();
        Manifest chosen = Stream.concat(best.stream(), complete.stream())
                .filter(record.store()::isIntact)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("no checkpoint to make a model of in " + record.location()));
        try (Snapshot snapshot = record.store().open(chosen)) {
            ModelFile.write(hadoop, model, plan.network(), Provenance.names(plan), snapshot, chosen.batchId());
        }
        return chosen;
    }

    /** Returns the score of the chosen weights: that of the test data if there are any, measured now if it was not yet. */
    private Optional<Event.Evaluation> evaluation(RunPlan plan, RunRecord record, Manifest chosen, String model) {
        Optional<Event.Evaluation> known = record.scores().all().stream()
                .filter(candidate -> candidate.batchId() == chosen.batchId())
                .reduce((earlier, later) -> later);
        boolean tested = plan.data().test() == 0
                || known.stream().anyMatch(e -> e.split().equals(Split.TEST.label()));
        if (tested) {
            return known;
        }
        var test = new TestScore(plan.settings().data(), plan.data(), plan.network(), model, StageJob.toMap(hadoop));
        Event.Evaluation score;
        try {
            score = test.on(context, chosen.batchId(), chosen.epoch());
        } catch (IllegalStateException e) { // the model is there: jobs/spark-sg evaluate can do it again
            LOG.warn("{}", e.getMessage());
            return known;
        }
        listener.evaluated(score);
        record.onFiles(
                () -> { // the row first: once the record has the score, nobody writes it again
                    Tables.addEvaluation(
                            hadoop,
                            record.location(),
                            plan.settings().name(),
                            chosen.attempt(),
                            score,
                            record::requireOwned);
                    return null;
                });
        record.evaluated(score);
        return Optional.of(score);
    }
}
