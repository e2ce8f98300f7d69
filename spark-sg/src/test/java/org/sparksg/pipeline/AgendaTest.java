package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** T0: train on batch 0; S2: save after 2 batches; V2, E2: evaluate validation and test data after 2 batches. */
class AgendaTest {
    @Test
    void endOfEveryEpochIsSavedAndThenEvaluated() {
        assertAgenda("T0 T1 S2 E2 T2 T3 S4 E4", recipe(0, 0), 0);
    }

    @Test
    void milestonesCountBatchesAndTheEndIsAlwaysBoth() {
        assertAgenda("T0 E1 T1 E2 T2 S3 E3 T3 S4 E4", recipe(1, 3), 0);
    }

    @Test
    void rareMilestonesLeaveTheEnd() {
        assertAgenda("T0 T1 T2 T3 S4 E4", recipe(100, 100), 0);
    }

    @Test
    void heldOutDataAreMonitoredAndTestDataComeAtTheEnd() {
        Recipe recipe = recipe(0, 0);
        recipe.heldOut = Recipe.points(3, 3);
        assertAgenda("T0 T1 S2 V2 T2 T3 S4 V4 E4", recipe, 0);
    }

    @Test
    void runWithoutOtherDataEvaluatesNothing() {
        Recipe recipe = recipe(0, 0);
        recipe.test = null;
        assertAgenda("T0 T1 S2 T2 T3 S4", recipe, 0);
    }

    @Test
    void resumedRunEvaluatesWhatWasSavedAndGoesOn() {
        assertAgenda("E2 T2 T3 S4 E4", recipe(0, 0), 2);
    }

    @Test
    void runThatResumesBetweenEvaluationsGoesOnAtOnce() {
        assertAgenda("T3 S4 E4", recipe(0, 3), 3);
    }

    @Test
    void runThatResumesAtItsEndEvaluatesOnly() {
        Recipe recipe = recipe(0, 0);
        recipe.heldOut = Recipe.points(3, 3);
        assertAgenda("V4 E4", recipe, 4);
    }

    @Test
    void stageThatSkipsBatchesSavesAndEvaluatesBetweenThoseThatItTrainsOn() {
        StageRange third = new StageRange(1, 2, 3, 8, 3);
        assertAgenda("E1 E2 T2 S3 E3 S4 E4", recipe(1, 3), third, 0);
        assertAgenda("E2 T2 S4 E4", recipe(0, 0), third, 2);
        assertAgenda("S4 E4", recipe(0, 3), third, 3);
    }

    /** Four batches in two epochs. */
    private static Recipe recipe(long evaluateEvery, long checkpointEvery) {
        Recipe recipe = new Recipe();
        recipe.train = Recipe.points(7, 1);
        recipe.epochs = 2;
        recipe.batchSize = 4;
        recipe.milestones = new Milestones(evaluateEvery, checkpointEvery);
        return recipe;
    }

    private static void assertAgenda(String expected, Recipe recipe, long batchesDone) {
        assertAgenda(expected, recipe, recipe.plan().stages().get(0), batchesDone);
    }

    private static void assertAgenda(String expected, Recipe recipe, StageRange stage, long batchesDone) {
        Agenda agenda = new Agenda(recipe.plan(), stage, batchesDone);
        StringBuilder found = new StringBuilder();
        for (Agenda.Item item = agenda.next(); item != null; item = agenda.next()) {
            found.append(found.isEmpty() ? "" : " ").append(letter(item));
        }
        assertEquals(expected, found.toString());
        assertEquals(null, agenda.next(), "the end stays the end");
    }

    private static String letter(Agenda.Item item) {
        if (item instanceof Agenda.Item.Train train) {
            return "T" + train.batchId();
        }
        if (item instanceof Agenda.Item.Save save) {
            return "S" + save.batches();
        }
        Agenda.Item.Evaluate evaluate = (Agenda.Item.Evaluate) item;
        return (evaluate.part() == Split.TEST ? "E" : "V") + evaluate.batches();
    }
}
