package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gang has ended when its job and all tasks have, and no task can be on its way any more. */
class RunningGangTest {
    private static final String GROUP = "run/0";
    private static final int JOB = 3;
    private static final int STAGE = 7;
    private static final Duration MOMENT = Duration.ofMillis(1);

    private static final long LOOK_NS = 100_000_000;

    private final AtomicLong clock = new AtomicLong();
    private final PlayedSpark spark = new PlayedSpark();
    private final CompletableFuture<List<String>> job = new CompletableFuture<>();
    private final TaskCount tasks = new TaskCount(GROUP);
    private final RunningGang gang = new RunningGang(spark, GROUP, job, tasks, clock::get);

    @BeforeEach
    void listen() {
        spark.listen(tasks);
    }

    private void start() {
        spark.startJob(JOB, GROUP, STAGE);
        spark.startTask(STAGE, 0);
        spark.startTask(STAGE, 1);
    }

    private void endTasks() {
        spark.endTask(STAGE, 0);
        spark.endTask(STAGE, 1);
    }

    private void fail(String message) {
        spark.endJob(JOB);
        job.completeExceptionally(new IllegalStateException(message));
    }

    private void pass(Duration time) {
        for (long left = time.toNanos(); left > 0; left -= LOOK_NS) { // the driver looks all the time
            clock.addAndGet(Math.min(left, LOOK_NS));
            gang.hasEnded();
        }
    }

    private void assertEndsAfter(Duration limit) {
        pass(limit);
        assertFalse(gang.hasEnded());
        pass(MOMENT);
        assertTrue(gang.hasEnded());
        assertEquals(List.of(), spark.listeners);
    }

    @Test
    void gangThatDidItsWorkEndsAtOnceAndWell() {
        start();
        assertFalse(gang.hasEnded());
        endTasks();
        spark.endJob(JOB);
        assertFalse(gang.hasEnded(), "Spark has not called the job ended");
        job.complete(List.of());
        assertTrue(gang.hasEnded());
        assertEquals(Optional.empty(), gang.failure());
        assertEquals(List.of(), spark.listeners);
        assertEquals(List.of(), spark.cancelled);
    }

    @Test
    void jobThatFailedIsNotOverWhileTheOtherStagesStillWrite() {
        start();
        spark.endTask(STAGE, 1);
        fail("Job aborted due to stage failure");
        assertFalse(gang.hasEnded());
        pass(EndLimits.TASKS);
        assertFalse(gang.hasEnded());
        spark.endTask(STAGE, 0);
        assertTrue(gang.hasEnded());
        assertEquals(Optional.of("Job aborted due to stage failure"), gang.failure());
    }

    @Test
    void tasksThatDoNotHearAreGivenUpAfterALimit() {
        start();
        fail("Job aborted");
        assertFalse(gang.hasEnded());
        assertEndsAfter(EndLimits.TASKS);
        assertEquals(Optional.of("Job aborted"), gang.failure());
    }

    @Test
    void jobThatWasNeverStartedEndsWhenItsTasksCannotBeOnTheirWay() {
        job.completeExceptionally(new IllegalStateException("too few slots"));
        assertFalse(gang.hasEnded());
        assertEndsAfter(EndLimits.EVENTS);
        assertEquals(Optional.of("too few slots"), gang.failure());
    }

    @Test
    void eachCancellationReachesSpark() {
        gang.cancel();
        gang.cancel();
        assertEquals(List.of(GROUP, GROUP), spark.cancelled);
    }

    @Test
    void cancelledGangWaitsForStartsOnTheirWay() {
        start();
        gang.cancel();
        endTasks();
        fail("Job 3 cancelled");
        assertFalse(gang.hasEnded());
        spark.startTask(STAGE, 2);
        pass(EndLimits.EVENTS.plus(MOMENT));
        assertFalse(gang.hasEnded(), "a task runs that started late");
        spark.endTask(STAGE, 2);
        assertTrue(gang.hasEnded());
        assertEquals(Optional.of("Job 3 cancelled"), gang.failure());
    }

    @Test
    void cancelledGangThatHasEndedIsKnownToWhenNoEventCanBeOnItsWay() {
        start();
        gang.cancel();
        endTasks();
        fail("Job 3 cancelled");
        assertEndsAfter(EndLimits.EVENTS);
    }

    @Test
    void cancellingAgainDoesNotProlongTheWait() {
        start();
        gang.cancel();
        pass(EndLimits.TASKS.minus(MOMENT));
        gang.cancel();
        assertEndsAfter(MOMENT);
        assertEquals(Optional.of("cancelled, but Spark has not ended the job"), gang.failure());
    }

    @Test
    void jobWhoseFutureWasCancelledSaysSo() {
        job.cancel(true);
        pass(EndLimits.EVENTS);
        assertEquals(Optional.of("cancelled"), gang.failure());
    }
}
