package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.metrics.Event;

@Timeout(60)
class EvaluationTest {
    private static final int NEVER = 1_000_000;

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void evaluationsDoNotDisturbTraining(boolean locked) {
        Recipe recipe = recipe();
        recipe.learning = locked ? Learning.locked(3) : Recipe.synthetic(0, 0, 1);
        recipe.corrections = new Corrections(locked ? 0 : 2, !locked);
        recipe.milestones = new Milestones(NEVER, NEVER);
        Snapshots.Snapshot without = new Rig(recipe).step().state();
        recipe.milestones = new Milestones(3, NEVER);
        Rig rig = new Rig(recipe).step();
        assertEquals(4 + 1, rig.evaluations().size());
        rig.state().assertSameAs(without, recipe);
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "4", "30"})
    void everyExampleCountsOnceWhateverTheBatch(int batchSize) {
        Recipe recipe = recipe();
        recipe.batchSize = batchSize;
        Rig rig = new Rig(recipe).step();
        Event.Evaluation validation =
                only(rig, "validation", rig.plan.calendar().batches());
        assertEquals(5, validation.examples());
        assertEquals(7, only(rig, "test", rig.plan.calendar().batches()).examples());
    }

    @Test
    void lossAndAccuracyAreThoseOfTheWholeNetwork() {
        Recipe recipe = recipe();
        Rig rig = new Rig(recipe).step();
        Unsplit unsplit = new Unsplit(recipe, rig.state().arrays());
        for (String split : List.of("validation", "test")) {
            Event.Evaluation found = only(rig, split, 12);
            double[] expected = unsplit.evaluate(split.equals("test") ? recipe.test : recipe.heldOut);
            assertEquals(expected[0], found.loss(), 1e-12);
            assertEquals(expected[1], found.accuracy(), 1e-12);
            assertEquals(2, found.epoch());
        }
    }

    @Test
    void whatIsEvaluatedAlongTheWayAreTheWeightsOfThatBatch() {
        Recipe recipe = recipe();
        recipe.learning = Recipe.synthetic(0, 0, 1);
        recipe.milestones = new Milestones(4, NEVER);
        Map<Long, Map<String, double[]>> numbers = new HashMap<>();
        Rig.Parts parts = new Rig.Parts();
        parts.listener = (model, event) -> {
            if (event instanceof Event.Step step && step.batchId() % 4 == 3) {
                numbers.computeIfAbsent(step.batchId() + 1, n -> new HashMap<>())
                        .putAll(Snapshots.of(0, List.of(model)).arrays());
            }
        };
        Rig rig = new Rig(recipe, parts).step(Turns.random(2));
        for (long batch = 4; batch <= 12; batch += 4) {
            double[] expected = new Unsplit(recipe, numbers.get(batch)).evaluate(recipe.heldOut);
            Event.Evaluation found = only(rig, "validation", batch);
            assertEquals(expected[0], found.loss(), 1e-12);
            assertEquals(expected[1], found.accuracy(), 1e-12);
        }
        double first = only(rig, "validation", 4).loss();
        assertTrue(first != only(rig, "validation", 8).loss());
    }

    /** With five held-out and seven test examples, and dropout and running statistics in the network. */
    private static Recipe recipe() {
        Recipe recipe = new Recipe();
        recipe.heldOut = Recipe.points(5, 3);
        recipe.milestones = new Milestones(0, 0);
        return recipe;
    }

    private static Event.Evaluation only(Rig rig, String split, long batch) {
        List<Event.Evaluation> rows = rig.evaluations().stream()
                .filter(row -> row.split().equals(split) && row.batchId() == batch)
                .toList();
        assertEquals(1, rows.size());
        return rows.get(0);
    }
}
