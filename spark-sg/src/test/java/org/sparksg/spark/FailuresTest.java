package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparksg.pipeline.DivergedException;
import org.sparksg.tensor.Gpus;

/** Of everything that is reported when an attempt breaks, the cause is found. */
class FailuresTest {
    private static final ControlMessage.Launch LAUNCH = new ControlMessage.Launch("run", 0);

    private final Failures failures = new Failures();

    private static Placement placement(int stage) {
        return new Placement(stage, "executor-" + stage, "node" + stage, 100 + stage, "cpu", Gpus.NONE);
    }

    private void report(int stage, boolean consequence, boolean hopeless, String message) {
        failures.failed(
                new ControlMessage.Failed(LAUNCH, placement(stage), consequence, hopeless, message, "the trace"));
    }

    @Test
    void stageThatFailedByItselfIsTheCauseThoughItsNeighbourWasHeardFirst() {
        report(0, true, false, "stage 1: connection lost");
        report(1, false, false, "disk full");
        assertTrue(failures.hasOwnCause());
        String cause = failures.cause(Optional.of("Job aborted"));
        assertTrue(cause.startsWith("stage 1 (executor executor-1, host node1, pid 101) failed: disk full"), cause);
        assertTrue(cause.endsWith("the trace"), cause);
    }

    @Test
    void firstLostExecutorIsTheCauseOfAllThatFollows() {
        failures.ready(placement(0));
        failures.ready(placement(1));
        report(0, true, false, "connection lost");
        failures.executorLost("executor-1", "exit code 137");
        failures.executorLost("executor-0", "removed by the application's end");
        assertEquals(placement(1) + " was lost: exit code 137", failures.cause(Optional.of("Job aborted")));
    }

    @Test
    void executorThatDiesWhileItAllocatesIsNamed() {
        failures.placed(placement(2));
        assertEquals(0, failures.ready());
        failures.executorLost("executor-2", "container killed");
        assertEquals(placement(2) + " was lost: container killed", failures.cause(Optional.empty()));
    }

    @Test
    void executorWithoutStageIsNoCause() {
        failures.ready(placement(0));
        failures.executorLost("executor-7", "idle");
        assertFalse(failures.hasOwnCause());
        assertEquals("Job aborted", failures.cause(Optional.of("Job aborted")));
        assertEquals("the stages ended without a word", failures.cause(Optional.empty()));
    }

    @Test
    void wrongInputIsHopelessAndStaysTheCauseWhenItsExecutorGoesTooLate() {
        failures.placed(placement(0));
        report(0, false, true, "label 12, expected 0..9");
        failures.executorLost("executor-0", "killed by the task reaper");
        assertTrue(failures.isHopeless());
        String cause = failures.cause(Optional.empty());
        assertTrue(cause.contains("label 12") && !cause.contains("the trace"), cause);
    }

    /** Spark ends the tasks that are left when one has failed: a file that one of them was about to write is no wrong input. */
    @Test
    void whatFollowsFromATroubleIsNotHopeless() {
        report(0, true, false, "connection lost");
        report(2, true, true, "stage-02: cannot be committed: interrupted");
        assertFalse(failures.isHopeless());
    }

    @Test
    void divergenceIsToldFromOtherHopelessFailures() {
        report(0, false, true, "label 12, expected 0..9");
        assertFalse(failures.isDivergence());
        StringWriter trace = new StringWriter();
        new DivergedException(7, 0, Double.NaN).printStackTrace(new PrintWriter(trace, true));
        failures.failed(
                new ControlMessage.Failed(LAUNCH, placement(1), false, true, "the loss is NaN", trace.toString()));
        assertTrue(failures.isDivergence());
    }

    @Test
    void lossOfAnExecutorIsNotHopelessWhateverFollows() {
        failures.placed(placement(0));
        failures.executorLost("executor-0", "exit code 137");
        report(0, false, true, "label 12, expected 0..9");
        assertFalse(failures.isHopeless());
    }

    @Test
    void stageIsCountedOnceAndPlacementsComeInOrder() {
        failures.ready(placement(1));
        failures.placed(placement(0));
        failures.ready(placement(1));
        assertEquals(1, failures.ready());
        assertEquals(List.of(placement(0), placement(1)), failures.placements());
    }
}
