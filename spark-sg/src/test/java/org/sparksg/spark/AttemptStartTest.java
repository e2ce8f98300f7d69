package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.spark.ControlMessage.Launch;

/** The driver waits for executors, and for stages to stand on them, up to a limit. */
@Timeout(20)
class AttemptStartTest extends PlayedAttempt {
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
    void wordsOfAnotherLaunchDoNotCount() throws InterruptedException {
        Launch before = new Launch(LAUNCH.run(), LAUNCH.attempt() + 1);
        gang.then(() -> stand(0)).then(() -> tell(new ControlMessage.Ready(before, placement(1))));
        gang.endAfterCancellations(1);
        contains("only 1 of 2 stages", launchInVain().cause());
    }

    @Test
    void interruptionWhileExecutorsAreAwaitedLaunchesNothing() {
        spark.executors = 1;
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, this::launch);
        assertFalse(gang.isLaunched());
    }
}
