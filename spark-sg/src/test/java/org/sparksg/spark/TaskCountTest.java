package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tasks of one group are counted from what Spark tells of all. */
class TaskCountTest {
    private static final int JOB = 3;
    private static final int STAGE = 7;

    private final PlayedSpark spark = new PlayedSpark();
    private final TaskCount tasks = new TaskCount("run/0");

    @BeforeEach
    void listen() {
        spark.listen(tasks);
    }

    @Test
    void jobThatNeverStartsIsNeitherStartedNorOver() {
        spark.endJob(JOB);
        assertFalse(tasks.isStarted());
        assertFalse(tasks.isOver());
    }

    @Test
    void tasksOfTheGroupAreCountedFromStartToEnd() {
        spark.startJob(JOB, "run/0", STAGE);
        assertTrue(tasks.isStarted());
        spark.startTask(STAGE, 0);
        spark.startTask(STAGE, 1);
        assertEquals(2, tasks.running());
        spark.endTask(STAGE, 0);
        assertEquals(1, tasks.running());
        spark.endTask(STAGE, 1);
        assertEquals(0, tasks.running());
        assertFalse(tasks.isOver(), "the job may start more");
        spark.endJob(JOB);
        assertTrue(tasks.isOver());
    }

    @Test
    void gangIsNotOverWhileATaskOutlivesTheJob() {
        spark.startJob(JOB, "run/0", STAGE);
        spark.startTask(STAGE, 0);
        spark.startTask(STAGE, 1);
        spark.endTask(STAGE, 0);
        spark.endJob(JOB);
        assertFalse(tasks.isOver());
        spark.endTask(STAGE, 1);
        assertTrue(tasks.isOver());
    }

    @Test
    void taskThatStartsAfterTheEndOfACancelledJobIsWaitedFor() {
        spark.startJob(JOB, "run/0", STAGE);
        spark.endJob(JOB);
        assertTrue(tasks.isOver());
        spark.startTask(STAGE, 0);
        assertFalse(tasks.isOver());
        spark.endTask(STAGE, 0);
        assertTrue(tasks.isOver());
    }

    @Test
    void jobsOfOtherGroupsAndOfNoneDoNotCount() {
        spark.startJob(1, "run/1", 5);
        spark.startJob(2, null, 6);
        spark.startTask(5, 0);
        spark.startTask(6, 1);
        assertFalse(tasks.isStarted());
        assertEquals(0, tasks.running());
        spark.startJob(JOB, "run/0", STAGE);
        spark.startTask(STAGE, 2);
        spark.endTask(5, 0);
        spark.endJob(1);
        spark.endJob(2);
        assertEquals(1, tasks.running());
        spark.endTask(STAGE, 2);
        assertFalse(tasks.isOver(), "the job of the group goes on");
    }
}
