package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void fillDrainWithOneMicroBatchIsNaiveModelParallelism() {
        assertActions(Schedule.FILL_DRAIN, false, 1, "FORWARD 0, SEND 0, AWAIT 0, BACKWARD 0, RETURN 0, UPDATE");
        assertActions(Schedule.FILL_DRAIN, true, 1, "FORWARD 0, LOSS 0, BACKWARD 0, RETURN 0, UPDATE");
    }

    @Test
    void fillDrainRunsAllForwardPassesBeforeTheFirstBackwardPass() {
        assertActions(
                Schedule.FILL_DRAIN,
                false,
                3,
                "FORWARD 0, SEND 0, FORWARD 1, SEND 1, FORWARD 2, SEND 2, "
                        + "AWAIT 0, BACKWARD 0, RETURN 0, AWAIT 1, BACKWARD 1, RETURN 1, "
                        + "AWAIT 2, BACKWARD 2, RETURN 2, UPDATE");
        assertActions(
                Schedule.FILL_DRAIN,
                true,
                3,
                "FORWARD 0, LOSS 0, FORWARD 1, LOSS 1, FORWARD 2, LOSS 2, "
                        + "BACKWARD 0, RETURN 0, BACKWARD 1, RETURN 1, BACKWARD 2, RETURN 2, UPDATE");
    }

    @Test
    void decoupledNeverWaitsForABackwardPass() {
        assertActions(Schedule.DECOUPLED, false, 1, "FORWARD 0, SEND 0, ASSIGN 0, BACKWARD 0, RETURN 0, UPDATE");
        assertActions(Schedule.DECOUPLED, true, 1, "FORWARD 0, LOSS 0, BACKWARD 0, RETURN 0, UPDATE");
    }

    @Test
    void decoupledSendsTheActivationBeforeItLooksForAGradient() {
        assertActions(
                Schedule.DECOUPLED,
                false,
                2,
                "FORWARD 0, SEND 0, ASSIGN 0, BACKWARD 0, RETURN 0, "
                        + "FORWARD 1, SEND 1, ASSIGN 1, BACKWARD 1, RETURN 1, UPDATE");
    }

    @Test
    void mixedAsksTheCreditJustBeforeItWaits() {
        assertActions(Schedule.MIXED, false, 1, "FORWARD 0, SEND 0, ASSIGN 0, AWAIT 0, BACKWARD 0, RETURN 0, UPDATE");
        assertActions(Schedule.MIXED, true, 1, "FORWARD 0, LOSS 0, BACKWARD 0, RETURN 0, UPDATE");
    }

    @Test
    void lockedStagesIdleWhileGradientsTravel() {
        assertDrawn("""
                stage 0 F0 .  .  .  .  B0 F1 .  .  .  .  B1
                stage 1 .  F0 .  .  B0 .  .  F1 .  .  B1 .
                stage 2 .  .  F0 B0 .  .  .  .  F1 B1 .  .
                """, Ticks.of(Schedule.FILL_DRAIN, 3, 1, 2));
    }

    @Test
    void microBatchesShortenTheBubbles() {
        assertDrawn("""
                stage 0 F0 F1 F2 F3 .  .  B0 B1 B2 B3
                stage 1 .  F0 F1 F2 F3 B0 B1 B2 B3 .
                """, Ticks.of(Schedule.FILL_DRAIN, 2, 4, 1));
    }

    @Test
    void decoupledStagesIdleOnlyUntilTheFirstActivationComes() {
        assertDrawn("""
                stage 0 F0 B0 F1 B1 F2 B2 F3 B3 .  .
                stage 1 .  F0 B0 F1 B1 F2 B2 F3 B3 .
                stage 2 .  .  F0 B0 F1 B1 F2 B2 F3 B3
                """, Ticks.of(Schedule.DECOUPLED, 3, 1, 4));
    }

    @Test
    void shareOfBubblesInFillDrainIsThatOfGPipe() {
        for (int stages = 1; stages <= 5; stages++) {
            for (int microBatches = 1; microBatches <= 6; microBatches++) {
                Ticks ticks = Ticks.of(Schedule.FILL_DRAIN, stages, microBatches, 1);
                for (int stage = 0; stage < stages; stage++) {
                    // (stages - 1) / (microBatches + stages - 1) of the time, Huang et al. 2019, section 2.3
                    assertEquals(2 * (microBatches + stages - 1), ticks.length(), ticks::toString);
                    assertEquals(2 * (stages - 1), ticks.bubbles(stage), ticks::toString);
                }
            }
        }
    }

    @Test
    void decoupledTimeGrowsWithStagesByOneTickOnly() {
        for (int stages = 1; stages <= 5; stages++) {
            Ticks ticks = Ticks.of(Schedule.DECOUPLED, stages, 1, 50);
            assertEquals(2 * 50 + stages - 1, ticks.length(), ticks::toString);
        }
    }

    private static void assertActions(Schedule schedule, boolean last, int microBatches, String expected) {
        assertEquals("[" + expected + "]", schedule.actions(last, microBatches).toString());
    }

    private static void assertDrawn(String expected, Ticks ticks) {
        assertEquals(expected, ticks.toString());
    }
}
