package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.metrics.Event;

/** Agents stepped by hand. */
@Timeout(60)
class StageAgentTest {
    private static final int NEVER = 1_000_000;

    @Test
    void decoupledStageUpdatesBeforeTheTrueGradientArrives() {
        Recipe recipe = recipe();
        recipe.learning = Recipe.synthetic(0, 0, 1);
        Rig rig = new Rig(recipe);
        rig.exhaust(0);
        assertEquals(2, rig.agents.get(0).batchesDone(), "as far as its window reaches");
        assertEquals(2, rig.models.get(0).updater().steps());
        assertEquals(0, rig.agents.get(1).batchesDone());
    }

    @Test
    void lockedStageDoesNotUpdateBeforeTheGradientArrives() {
        Rig rig = new Rig(recipe());
        rig.exhaust(0);
        assertEquals(0, rig.agents.get(0).batchesDone());
        assertEquals(0, rig.models.get(0).updater().steps());
    }

    @Test
    void stageThatLearnsSeldomRunsAheadUntilTheLinkIsFull() {
        Recipe recipe = recipe();
        recipe.learning = Recipe.synthetic(0, 0, NEVER);
        recipe.window = 5;
        Rig rig = new Rig(recipe);
        rig.exhaust(0);
        assertEquals(5, rig.agents.get(0).batchesDone());
        assertEquals(5, rig.upperEnds.get(0).waiting());
    }

    /** Symptom of an earlier version: the stage had begun its next batch and looked for nothing but the activation. */
    @Test
    void correctionPassesAStageThatWaitsForItsInput() {
        Recipe recipe = recipe();
        recipe.deterministic = false;
        recipe.stages = List.of(3, 3, 2);
        recipe.learning = Recipe.synthetic(0, 0, NEVER);
        recipe.corrections = new Corrections(2, false);
        Rig rig = new Rig(recipe);
        while (rig.agents.get(0).batchesDone() < 2) { // batch 1 is a correction, batch 2 does not come yet
            rig.agents.get(0).doWork();
            rig.exhaust(1);
        }
        assertEquals(
                "stage 1 of 3 waits for forward 0 of batch 2, which needs stage 0",
                rig.agents.get(1).waitingFor());
        rig.exhaust(2);
        rig.exhaust(1);
        assertEquals(1, rig.events(1, Event.Correction.class).size());
        assertEquals(1, rig.lowerEnds.get(0).waiting(), "the true gradient is on its way to stage 0");
    }

    @Test
    void gradientsOfADeterministicRunAreAWindowOld() {
        Recipe recipe = recipe();
        recipe.learning = Recipe.synthetic(0, 0, 1);
        recipe.window = 3;
        Rig rig = new Rig(recipe).step();
        for (Event.Step step : rig.events(0, Event.Step.class)) {
            assertEquals(step.batchId() < 3 ? 0 : 3, step.staleness(), step.toString());
        }
    }

    @Test
    void agentThatIsDoneHasNoWork() {
        Rig rig = new Rig(recipe()).step();
        for (StageAgent agent : rig.agents) {
            assertTrue(agent.isDone());
            assertFalse(agent.doWork());
            assertEquals(12, agent.batchesDone());
        }
    }

    private static Recipe recipe() {
        Recipe recipe = new Recipe();
        recipe.milestones = new Milestones(NEVER, NEVER);
        return recipe;
    }
}
