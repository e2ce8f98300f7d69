package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.StageRange;
import org.sparksg.spark.ControlMessage.Launch;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.LostLeaseException;
import org.sparksg.tensor.Gpus;
import org.sparksg.transport.tcp.RunSecret;

/** The driver follows two stages from their start to their end, whatever they do; a look at the clock takes a second. */
@Timeout(20)
class AttemptTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Duration POLL = Duration.ofMillis(1);
    private static final Duration START = Duration.ofSeconds(8);
    private static final Launch LAUNCH = new Launch("attempt-test", 0);

    @TempDir
    private Path output;

    private final AtomicLong clock = new AtomicLong();
    private final PlayedSpark spark = new PlayedSpark();
    private final PlayedGang gang = new PlayedGang();
    private RunListener listener = new RunListener() {};
    private RunPlan plan;
    private RunRecord record;
    private Attempt attempt;

    @BeforeEach
    void prepare() throws IOException {
        plan = RunOf.plan(
                "stages=2",
                "recovery.start=" + START.toSeconds() + "s",
                "recovery.storage=0s",
                "early-stopping.patience=1",
                "data.held-out=0.1");
        record = new RunRecord(
                plan,
                RunDirectory.create(
                        HADOOP, output.toString(), "run", new Claimant("application-1", "here", Optional.empty())),
                HADOOP,
                Optional.empty(),
                Map.of());
        record.attempt(0);
        spark.executors = 2;
    }

    private Attempt.Outcome launch() throws InterruptedException {
        return launch(gang);
    }

    private Attempt.Outcome launch(GangLauncher launcher) throws InterruptedException {
        StageJob job =
                new StageJob(plan, LAUNCH, RunSecret.random(), record.location(), record.fence(), 0, false, Map.of());
        attempt = new Attempt(job, listener, record, () -> clock.getAndAdd(1_000_000_000), POLL);
        try {
            return attempt.launch(spark, launcher);
        } finally {
            assertEquals(List.of(), spark.listeners, "nobody listens any more");
        }
    }

    private Attempt.Outcome.Broken launchInVain() throws InterruptedException {
        return assertInstanceOf(Attempt.Outcome.Broken.class, launch());
    }

    /** Tells the driver what a stage does, on the path of a real run. */
    private static void tell(ControlMessage message) {
        assertDoesNotThrow(() -> new ControlPlugin().driverPlugin().receive(message));
    }

    private static Placement placement(int stage) {
        return new Placement(stage, "executor-" + stage, "node" + stage, 100 + stage, "cpu", Gpus.NONE);
    }

    private static void stand(int... stages) {
        for (int stage : stages) {
            tell(new ControlMessage.Ready(LAUNCH, placement(stage)));
        }
    }

    private static void fail(int stage, boolean consequence, String message) {
        tell(new ControlMessage.Failed(LAUNCH, placement(stage), consequence, false, message, "the trace"));
    }

    private void save(long batches, int stage) {
        StageRange range = plan.stages().get(stage);
        Manifest.StageFile file = new CheckpointStore(HADOOP, record.location())
                .write(batches, stage, 0, range.from(), range.to(), Map.of(), Map.of());
        tell(new ControlMessage.Saved(LAUNCH, batches, file, 0.5));
    }

    private void saveAll(long batches) {
        IntStream.range(0, 2).forEach(stage -> save(batches, stage));
    }

    private static void contains(String part, String text) {
        assertTrue(text.contains(part), text);
    }

    @Test
    void executorsThatNeverComeEndTheAttemptAtTheStartLimit() throws InterruptedException {
        spark.executors = 1;
        spark.troubles = "\n  0/3 nodes are available: insufficient cpu";
        Attempt.Outcome.Broken broken = launchInVain();
        assertFalse(broken.hopeless(), "they may come to another attempt");
        contains("0/3 nodes are available", broken.cause());
        contains("only 0 of 2 stages stood within recovery.start = 8 s", broken.cause());
        contains("spark.executor.instances", broken.cause());
        assertFalse(gang.isLaunched());
        assertEquals(0, attempt.trainingSeconds());
    }

    /** Symptom of an earlier version: three minutes of waiting for tasks of an application that was gone. */
    @Test
    void applicationThatWasEndedIsAnOutcomeOfItsOwnWheneverThatHappens() throws InterruptedException {
        spark.executors = 1;
        spark.ended = Optional.of("killed by user ann");
        assertEquals(new Attempt.Outcome.Gone("killed by user ann"), launch(), "before the executors came");

        spark.executors = 2;
        spark.ended = Optional.empty();
        gang.then(() -> stand(0, 1)).then(() -> spark.ended = Optional.of("killed by user bob"));
        assertEquals(new Attempt.Outcome.Gone("killed by user bob"), launch(), "while tasks seem to run");
    }

    @Test
    void applicationThatEndsWhileItsStagesAreLaunchedIsGone() throws InterruptedException {
        IllegalStateException stopped = new IllegalStateException("Cannot call methods on a stopped SparkContext");
        GangLauncher late = job -> {
            spark.ended = Optional.of("killed by user ann");
            throw stopped;
        };
        assertEquals(new Attempt.Outcome.Gone("killed by user ann"), launch(late));
        spark.ended = Optional.empty();
        GangLauncher broken = job -> {
            throw stopped;
        };
        assertSame(stopped, assertThrows(IllegalStateException.class, () -> launch(broken)));
    }

    @Test
    void lossesThatTheEndOfTheApplicationMadeAreNotItsCause() throws InterruptedException {
        gang.then(() -> stand(0, 1))
                .then(() -> spark.loseExecutor("executor-1", "container released"))
                .lastly(() -> spark.ended = Optional.of("killed by user ann"))
                .end(Optional.of("Job aborted"));
        assertEquals(new Attempt.Outcome.Gone("killed by user ann"), launch());
    }

    @Test
    void workThatWasDoneBeforeTheApplicationEndedIsDone() throws InterruptedException {
        long batches = plan.calendar().batches();
        gang.then(() -> stand(0, 1))
                .then(() -> {
                    saveAll(batches);
                    evaluate(batches, 0.5);
                })
                .lastly(() -> spark.ended = Optional.of("killed by user ann"))
                .end(Optional.empty());
        assertEquals(new Attempt.Outcome.Completed(), launch());
    }

    /** Keeps what people are told before the stages stand. */
    private List<String> news() {
        List<String> news = new ArrayList<>();
        listener = new RunListener() {
            @Override
            public void waiting(String line) {
                news.add(line);
            }
        };
        return news;
    }

    @Test
    void whoWaitsForExecutorsIsToldEveryTenSeconds() throws IOException, InterruptedException {
        List<String> news = news();
        plan = RunOf.plan("stages=2", "recovery.start=45s");
        spark.executors = 1;
        launchInVain();
        assertEquals(3, news.size(), news.toString());
        assertEquals("1 of 2 executors are there; waiting for the others up to recovery.start = 45 s", news.get(0));
    }

    @Test
    void executorsThatEndForOneReasonAreNotWaitedFor() throws InterruptedException {
        List<String> news = news();
        spark.executors = 1;
        spark.lastWords = "Could not reserve enough space for 64 KB object heap";
        for (int executor = 0; executor < 3; executor++) {
            spark.loseWhenListening(Integer.toString(executor), "Command exited with code 1");
        }
        Attempt.Outcome.Broken broken = launchInVain();
        assertTrue(broken.hopeless());
        contains(
                "3 executors in a row ended before a stage stood on them, the last one: executor 2 ended: Command"
                        + " exited with code 1\n  Could not reserve enough space",
                broken.cause());
        contains("spark.executor.memory", broken.cause());
        assertEquals(3, news.size(), news.toString());
        assertFalse(gang.isLaunched());
    }

    @Test
    void executorsThatEndForSeveralReasonsAreWaitedFor() throws InterruptedException {
        spark.executors = 1;
        spark.loseWhenListening("0", "Command exited with code 1");
        spark.loseWhenListening("1", "Worker shutting down");
        spark.loseWhenListening("2", "Command exited with code 1");
        contains("only 0 of 2 stages stood", launchInVain().cause());
    }

    @Test
    void executorsThatEndBeforeSparkHearsOfThemCountToo() throws InterruptedException {
        spark.executors = 0;
        spark.stillborn = List.of(
                "executor 0 ended\n  no memory", "executor 1 ended\n  no memory", "executor 2 ended\n  no memory");
        Attempt.Outcome.Broken broken = launchInVain();
        assertTrue(broken.hopeless());
        contains("executor 2 ended\n  no memory", broken.cause());
    }

    @Test
    void driverWhoseRunWasTakenOverEndsAtOnce() throws IOException {
        RunDirectory other = RunDirectory.existing(HADOOP, output.toString(), "run");
        gang.then(() -> {
            other.claim(new Claimant("application-2", "there", Optional.empty()), true);
            awaitLoss();
        });
        gang.endAfterCancellations(1);
        LostLeaseException lost = assertThrows(LostLeaseException.class, this::launch);
        contains("run was taken over by pid ", lost.getMessage());
        contains(" on there (application-2, since ", lost.getMessage());
        assertEquals(1, gang.cancellations());
        other.close();
    }

    private void awaitLoss() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!record.isLost() && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void stagesThatDoNotStandAreCancelledAtTheStartLimitUntilTheyEnd() throws InterruptedException {
        gang.then(() -> stand(0)).endAfterCancellations(3);
        Attempt.Outcome.Broken broken = launchInVain();
        assertFalse(broken.hopeless(), "another attempt may find its executors");
        contains("only 1 of 2 stages stood within recovery.start = 8 s", broken.cause());
        contains("[stage 0 (executor executor-0, host node0, pid 100)]", broken.cause());
        assertEquals(3, gang.cancellations());
    }

    @Test
    void stagesThatStandLateButInTimeTrainAsLongAsTheyLike() throws InterruptedException {
        Duration almost = START.minusSeconds(3); // and two looks
        gang.then(() -> stand(0)).then(() -> clock.addAndGet(almost.toNanos())).then(() -> stand(1));
        gang.then(() -> clock.addAndGet(Duration.ofHours(1).toNanos()))
                .then(() -> saveAll(plan.calendar().batches()))
                .end(Optional.empty());
        assertEquals(new Attempt.Outcome.Completed(), launch());
        assertEquals(0, gang.cancellations());
        assertTrue(attempt.trainingSeconds() >= 3600, "seconds " + attempt.trainingSeconds());
    }

    @Test
    void firstFailureIsTheCauseThoughItIsHeardLast() throws InterruptedException {
        gang.then(() -> stand(0, 1)).then(() -> fail(0, true, "connection lost"));
        gang.lastly(() -> fail(1, false, "disk full")).end(Optional.of("Job aborted"));
        Attempt.Outcome.Broken broken = launchInVain();
        assertTrue(
                broken.cause().startsWith("stage 1 (executor executor-1, host node1, pid 101) failed: disk full"),
                broken.cause());
    }

    @Test
    void failureBeforeTheStartLimitStaysTheCauseWhenTheOtherStagesOutliveIt() throws InterruptedException {
        gang.then(() -> stand(0)).then(() -> fail(1, false, "disk full")).endAfterCancellations(2);
        contains(
                "stage 1 (executor executor-1, host node1, pid 101) failed: disk full",
                launchInVain().cause());
        assertEquals(2, gang.cancellations());
    }

    @Test
    void executorThatIsLostToTheCancellationIsNotTheCause() throws InterruptedException {
        Runnable wait = () -> {};
        gang.then(() -> stand(0));
        IntStream.range(0, (int) START.toSeconds()).forEach(second -> gang.then(wait));
        gang.then(() -> spark.loseExecutor("executor-0", "killed by the task reaper"))
                .endAfterCancellations(5);
        contains("only 1 of 2 stages", launchInVain().cause());
    }

    @Test
    void lostExecutorIsTheCause() throws InterruptedException {
        gang.then(() -> stand(0, 1)).then(() -> spark.loseExecutor("executor-1", "exit code 137"));
        gang.end(Optional.of("Job aborted"));
        assertEquals(placement(1) + " was lost: exit code 137", launchInVain().cause());
    }

    /** As Kubernetes tells it. */
    @Test
    void reasonOfALossIsOneLine() throws InterruptedException {
        String reason =
                "\nThe executor exited with exit code 137(SIGKILL),\n possible container OOM.\n\n\nThe API gave\n\n\t N/A\n ";
        gang.then(() -> stand(0, 1)).then(() -> spark.loseExecutor("executor-1", reason));
        gang.end(Optional.of("Job aborted"));
        assertEquals(
                placement(1) + " was lost: The executor exited with exit code 137(SIGKILL),; possible container OOM.",
                launchInVain().cause());
    }

    @Test
    void sparksWordIsTheCauseWhereNoStageGivesOneWithinTheLimit() throws InterruptedException {
        gang.then(() -> stand(0, 1)).end(Optional.of("Job aborted"));
        assertEquals("Job aborted", launchInVain().cause());
    }

    @Test
    void lastCheckpointMayComeAfterTheEnd() throws InterruptedException {
        gang.then(() -> stand(0, 1))
                .lastly(() -> saveAll(plan.calendar().batches()))
                .end(Optional.empty());
        assertEquals(new Attempt.Outcome.Completed(), launch());
        assertEquals(
                plan.calendar().batches(), record.store().newest().orElseThrow().batchId());
    }

    @Test
    void endWithoutTheLastCheckpointIsAFailure() throws InterruptedException {
        gang.then(() -> stand(0, 1))
                .then(() -> save(plan.calendar().batches(), 0))
                .end(Optional.empty());
        contains("did not hear of their last checkpoint", launchInVain().cause());
    }

    @Test
    void exhaustedPatienceCancelsTheStagesAndKeepsTheirLastCheckpoint() throws InterruptedException {
        gang.then(() -> stand(0, 1)).then(() -> evaluate(9, 0.5)).then(() -> evaluate(18, 0.6));
        gang.lastly(() -> saveAll(20)).endAfterCancellations(2);
        assertEquals(new Attempt.Outcome.StoppedEarly(), launch());
        assertEquals(2, gang.cancellations());
        assertEquals(20, record.store().newest().orElseThrow().batchId());
    }

    /** Symptom of an earlier version: the same run was complete or stopped early, and its model was another, by chance. */
    @Test
    void patienceMayBeExhaustedByTheLastEvaluationAlsoIfItIsHeardLate() throws InterruptedException {
        long batches = plan.calendar().batches();
        gang.then(() -> stand(0, 1)).then(() -> evaluate(9, 0.5)).then(() -> saveAll(batches));
        gang.lastly(() -> evaluate(batches, 0.6)).end(Optional.empty());
        assertEquals(new Attempt.Outcome.StoppedEarly(), launch());
    }

    @Test
    void driverThatCannotWriteBreaksTheAttemptNotTheRun() throws InterruptedException {
        gang.then(() -> stand(0, 1))
                .then(this::obstruct)
                .then(() -> evaluate(9, 0.5))
                .endAfterCancellations(2);
        Attempt.Outcome.Broken broken = launchInVain();
        assertFalse(broken.hopeless());
        contains("the driver cannot keep the record of the run: ", broken.cause());
        contains("run.json", broken.cause());
        assertEquals(2, gang.cancellations(), "the stages end before another attempt begins");
    }

    private void obstruct() {
        assertDoesNotThrow(() ->
                Files.createDirectories(Path.of(URI.create(record.location())).resolve("_run.json")));
    }

    private static void evaluate(long batch, double loss) {
        tell(new ControlMessage.Evaluated(LAUNCH, new Event.Evaluation(batch, 0, "validation", 20, loss, 0.5)));
    }

    @Test
    void wordsOfAnotherLaunchDoNotCount() throws InterruptedException {
        Launch before = new Launch(LAUNCH.run(), LAUNCH.attempt() + 1);
        gang.then(() -> stand(0)).then(() -> tell(new ControlMessage.Ready(before, placement(1))));
        gang.endAfterCancellations(1);
        contains("only 1 of 2 stages", launchInVain().cause());
    }

    @Test
    void interruptionCancelsTheStagesAndLetsThemEnd() {
        gang.then(() -> stand(0, 1)).then(Thread.currentThread()::interrupt).endAfterCancellations(3);
        assertThrows(InterruptedException.class, this::launch);
        assertEquals(3, gang.cancellations());
    }

    @Test
    void interruptionWaitsForStagesThatDoNotEndWithinALimit() {
        gang.then(() -> stand(0, 1)).then(Thread.currentThread()::interrupt);
        assertThrows(InterruptedException.class, this::launch);
        long seconds = Duration.ofNanos(clock.get()).toSeconds();
        assertTrue(seconds > EndLimits.LAST_WORDS.toSeconds(), "seconds " + seconds);
        assertTrue(seconds < EndLimits.TASKS.toSeconds(), "seconds " + seconds);
        assertTrue(gang.cancellations() > 1, "cancellations " + gang.cancellations());
    }

    @Test
    void interruptionWhileExecutorsAreAwaitedLaunchesNothing() {
        spark.executors = 1;
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, this::launch);
        assertFalse(gang.isLaunched());
    }

    @Test
    void secondInterruptionEndsTheWaitAtOnce() {
        gang.then(() -> stand(0, 1)).then(Thread.currentThread()::interrupt).then(Thread.currentThread()::interrupt);
        assertThrows(InterruptedException.class, this::launch);
        assertEquals(1, gang.cancellations());
    }

    @Test
    void listenerThatFailsCancelsTheStagesAndLetsThemEnd() {
        var trouble = new IllegalStateException("the terminal is gone");
        listener = new RunListener() {
            @Override
            public void progress(Progress progress) {
                throw trouble;
            }
        };
        gang.then(() -> stand(0, 1))
                .then(() -> tell(new ControlMessage.Advanced(
                        LAUNCH, new Progress(0, 1, 2, 0, Double.NaN, 100, 0.5, 1, 0, Double.NaN, 0, 0))))
                .endAfterCancellations(2);
        assertSame(trouble, assertThrows(IllegalStateException.class, this::launch));
        assertEquals(2, gang.cancellations());
    }
}
