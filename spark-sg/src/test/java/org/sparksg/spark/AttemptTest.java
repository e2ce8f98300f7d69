package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.metrics.Progress;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.LostLeaseException;

/** The driver follows two stages from their start to their end, whatever they do. */
@Timeout(20)
class AttemptTest extends PlayedAttempt {
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
    void firstFailureIsTheCauseThoughItIsHeardLast() throws InterruptedException {
        gang.then(() -> stand(0, 1)).then(() -> fail(0, true, "connection lost"));
        gang.lastly(() -> fail(1, false, "disk full")).end(Optional.of("Job aborted"));
        Attempt.Outcome.Broken broken = launchInVain();
        assertTrue(
                broken.cause().startsWith("stage 1 (executor executor-1, host node1, pid 101) failed: disk full"),
                broken.cause());
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
