package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.Exchange.Wait;
import org.sparksg.credit.FeedbackAlignment;
import org.sparksg.credit.NoBackpropagation;
import org.sparksg.credit.Rule;

/** The schedules, written out and drawn. */
class ScheduleTest {
    private static final Exchange GRADIENT = Exchange.waitingFor(Reply.GRADIENT);
    private static final Exchange ERROR = Exchange.waitingFor(Reply.ERROR);
    private static final Exchange MIXED = new Exchange(Reply.GRADIENT, true, Wait.BEFORE, true);
    private static final Exchange AMENDED = new Exchange(Reply.GRADIENT, true, Wait.AFTER, true);
    private static final StageRange FIRST = new StageRange(0, 3, 0, 1);
    private static final StageRange MIDDLE = new StageRange(1, 3, 1, 2);
    private static final StageRange LAST = new StageRange(2, 3, 2, 3);

    @Test
    void backpropagationWithOneMicroBatchIsNaiveModelParallelism() {
        assertActions(
                new Schedule(FIRST, GRADIENT, Reply.NOTHING, true, false),
                "FORWARD 0, SEND 0, AWAIT 0, BACKWARD_TO_PARAMETERS 0, UPDATE");
        assertActions(
                new Schedule(MIDDLE, GRADIENT, Reply.GRADIENT, true, false),
                "FORWARD 0, SEND 0, AWAIT 0, BACKWARD 0, RETURN 0, UPDATE");
        assertActions(
                new Schedule(LAST, Exchange.NOTHING, Reply.GRADIENT, true, false),
                "FORWARD 0, LOSS 0, BACKWARD 0, RETURN 0, UPDATE");
    }

    @Test
    void fillDrainRunsAllForwardPassesBeforeTheFirstBackwardPass() {
        assertEquals(
                "[FORWARD 0, SEND 0, FORWARD 1, SEND 1, FORWARD 2, SEND 2, "
                        + "AWAIT 0, BACKWARD 0, RETURN 0, AWAIT 1, BACKWARD 1, RETURN 1, "
                        + "AWAIT 2, BACKWARD 2, RETURN 2, UPDATE]",
                new Schedule(MIDDLE, GRADIENT, Reply.GRADIENT, true, false)
                        .actions(MicroBatchOrder.FILL_DRAIN, 3)
                        .toString());
    }

    @Test
    void oneForwardOneBackwardKeepsAsManyMicroBatchesAsThereAreStagesAbove() {
        assertEquals(
                "[FORWARD 0, SEND 0, FORWARD 1, SEND 1, "
                        + "AWAIT 0, BACKWARD 0, RETURN 0, FORWARD 2, SEND 2, AWAIT 1, BACKWARD 1, RETURN 1, "
                        + "AWAIT 2, BACKWARD 2, RETURN 2, UPDATE]",
                new Schedule(MIDDLE, GRADIENT, Reply.GRADIENT, true, false)
                        .actions(MicroBatchOrder.ONE_FORWARD_ONE_BACKWARD, 3)
                        .toString());
        assertEquals(
                "[FORWARD 0, LOSS 0, BACKWARD 0, RETURN 0, FORWARD 1, LOSS 1, BACKWARD 1, RETURN 1, UPDATE]",
                new Schedule(LAST, Exchange.NOTHING, Reply.GRADIENT, true, false)
                        .actions(MicroBatchOrder.ONE_FORWARD_ONE_BACKWARD, 2)
                        .toString());
    }

    @Test
    void decoupledStageNeverWaitsAndKeepsWhatItWillBeTaught() {
        assertActions(
                new Schedule(MIDDLE, Exchange.TAUGHT, Reply.GRADIENT, true, false),
                "FORWARD 0, SEND 0, ASSIGN 0, REMEMBER 0, BACKWARD 0, RETURN 0, UPDATE");
        assertActions(
                new Schedule(MIDDLE, Exchange.OWN, Reply.NOTHING, true, false),
                "FORWARD 0, SEND 0, ASSIGN 0, BACKWARD_TO_PARAMETERS 0, UPDATE");
    }

    @Test
    void stageThatIsNotChosenOnlyPassesItsActivationOn() {
        assertActions(new Schedule(MIDDLE, Exchange.OWN, Reply.NOTHING, false, false), "FORWARD 0, SEND 0");
        assertActions(
                new Schedule(MIDDLE, Exchange.TAUGHT, Reply.NOTHING, false, false), "FORWARD 0, SEND 0, REMEMBER 0");
        assertActions(new Schedule(LAST, Exchange.NOTHING, Reply.NOTHING, false, false), "FORWARD 0, LOSS 0");
    }

    @Test
    void mixAsksTheCreditJustBeforeItWaits() {
        assertActions(
                new Schedule(MIDDLE, MIXED, Reply.GRADIENT, true, false),
                "FORWARD 0, SEND 0, ASSIGN 0, AWAIT 0, BACKWARD 0, RETURN 0, UPDATE");
    }

    @Test
    void propagatedErrorOfTheSynthesizerHoldsUpNobodyBelow() {
        assertActions(
                new Schedule(MIDDLE, AMENDED, Reply.GRADIENT, true, false),
                "FORWARD 0, SEND 0, ASSIGN 0, BACKWARD 0, RETURN 0, AWAIT 0, BACKWARD_TO_PARAMETERS 0, UPDATE");
    }

    @Test
    void errorOfTheOutputPassesAStageBeforeItsBackwardPass() {
        assertActions(
                new Schedule(MIDDLE, ERROR, Reply.ERROR, true, false),
                "FORWARD 0, SEND 0, AWAIT 0, RETURN 0, BACKWARD_TO_PARAMETERS 0, UPDATE");
        assertActions(
                new Schedule(LAST, Exchange.NOTHING, Reply.ERROR, true, false),
                "FORWARD 0, LOSS 0, RETURN 0, BACKWARD_TO_PARAMETERS 0, UPDATE");
    }

    @Test
    void stageWithoutGradientOnlyRunsForward() {
        assertActions(new Schedule(FIRST, Exchange.NOTHING, Reply.NOTHING, false, false), "FORWARD 0, SEND 0");
    }

    @Test
    void correctionStartsAtTheLastStage() {
        assertActions(
                new Schedule(MIDDLE, Exchange.OWN, Reply.NOTHING, false, true),
                "FORWARD 0, SEND 0, ASSIGN 0, REMEMBER 0");
        assertActions(
                new Schedule(LAST, Exchange.NOTHING, Reply.NOTHING, true, true),
                "FORWARD 0, LOSS 0, BACKWARD 0, CONFIRM 0, UPDATE");
        assertActions(
                new Schedule(LAST, Exchange.NOTHING, Reply.GRADIENT, true, true),
                "FORWARD 0, LOSS 0, BACKWARD 0, RETURN 0, CONFIRM 0, UPDATE");
    }

    /** The exact gradient comes first: what it leaves in the gradient of the parameters is overwritten. */
    @Test
    void correctionDoesNotPassThroughFixedWeights() {
        assertActions(
                new Schedule(LAST, Exchange.NOTHING, Reply.FEEDBACK, true, true),
                "FORWARD 0, LOSS 0, BACKWARD_TO_INPUT 0, CONFIRM 0, BACKWARD 0, RETURN 0, UPDATE");
    }

    @Test
    void lockedStagesIdleWhileGradientsTravel() {
        assertDrawn("""
                stage 0 F0 .  .  .  .  B0 F1 .  .  .  .  B1
                stage 1 .  F0 .  .  B0 .  .  F1 .  .  B1 .
                stage 2 .  .  F0 B0 .  .  .  .  F1 B1 .  .
                """, Ticks.of(Learning.locked(1), 3, 2));
        assertEquals(
                Ticks.of(Learning.locked(1), 3, 2).toString(),
                Ticks.of(Learning.of(new FeedbackAlignment()), 3, 2).toString());
    }

    @Test
    void microBatchesShortenTheBubbles() {
        assertDrawn("""
                stage 0 F0 F1 F2 F3 .  .  B0 B1 B2 B3
                stage 1 .  F0 F1 F2 F3 B0 B1 B2 B3 .
                """, Ticks.of(Learning.locked(4), 2, 1));
    }

    @Test
    void oneForwardOneBackwardTakesAsLongAsFillDrain() {
        List<Rule> rules = List.of(new Backpropagation());
        Learning interleaved = new Learning(rules, 4, MicroBatchOrder.ONE_FORWARD_ONE_BACKWARD, 1);
        assertDrawn("""
                stage 0 F0 F1 F2 .  .  B0 F3 B1 .  B2 .  B3
                stage 1 .  F0 F1 .  B0 F2 B1 F3 B2 .  B3 .
                stage 2 .  .  F0 B0 F1 B1 F2 B2 F3 B3 .  .
                """, Ticks.of(interleaved, 3, 1));
        assertEquals(
                Ticks.of(Learning.locked(4), 3, 1).length(),
                Ticks.of(interleaved, 3, 1).length());
    }

    /** The error travels through a stage without waiting for its backward pass: with backpropagation it were two ticks a stage. */
    @Test
    void directFeedbackUnlocksTheBackwardPasses() {
        assertDrawn("""
                stage 0 F0 .  .  .  B0
                stage 1 .  F0 .  B0 .
                stage 2 .  .  F0 B0 .
                """, Ticks.of(Learning.of(DirectFeedback.random()), 3, 1));
    }

    @Test
    void decoupledStagesIdleOnlyUntilTheFirstActivationComes() {
        assertDrawn("""
                stage 0 F0 B0 F1 B1 F2 B2 F3 B3 .  .
                stage 1 .  F0 B0 F1 B1 F2 B2 F3 B3 .
                stage 2 .  .  F0 B0 F1 B1 F2 B2 F3 B3
                """, Ticks.of(Recipe.synthetic(0, 0, 1), 3, 4));
    }

    @Test
    void onlyTheLastStageWorksTwiceWithoutBackpropagation() {
        assertDrawn("""
                stage 0 F0 F1 F2 .  .  .  .
                stage 1 .  F0 B0 F1 B1 F2 B2
                """, Ticks.of(Learning.of(new NoBackpropagation()), 2, 3));
    }

    @Test
    void shareOfBubblesInFillDrainIsThatOfGPipe() {
        for (int stages = 1; stages <= 5; stages++) {
            for (int microBatches = 1; microBatches <= 6; microBatches++) {
                Ticks ticks = Ticks.of(Learning.locked(microBatches), stages, 1);
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
            Ticks ticks = Ticks.of(Recipe.synthetic(0, 0, 1), stages, 50);
            assertEquals(2 * 50 + stages - 1, ticks.length(), ticks::toString);
        }
    }

    private static void assertActions(Schedule schedule, String expected) {
        assertEquals(
                "[" + expected + "]",
                schedule.actions(MicroBatchOrder.FILL_DRAIN, 1).toString());
    }

    private static void assertDrawn(String expected, Ticks ticks) {
        assertEquals(expected, ticks.toString());
    }
}
