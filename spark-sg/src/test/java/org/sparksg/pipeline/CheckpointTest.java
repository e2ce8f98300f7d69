package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.metrics.Event;

/** A checkpoint is a consistent cut of the run: nothing is under way, so its numbers are all that a run must remember. */
@Timeout(60)
class CheckpointTest {

    @ParameterizedTest
    @CsvSource({"true,false", "true,true", "false,false", "false,true"})
    void nothingIsUnderWayWhenAStageSaves(boolean deterministic, boolean apply) {
        Recipe recipe = decoupled(deterministic, apply);
        List<String> seen = new ArrayList<>();
        Rig.Parts parts = new Rig.Parts();
        parts.wires = LateLink.everywhere(8, 5);
        parts.saver = (batches, model) -> {
            // All updates are made, the late ones of corrections too, and the synthesizer knows all that it can learn.
            long lessons = LongStream.range(0, batches)
                    .filter(b -> recipe.learning.rule(0).exchange(b).taught() || recipe.corrections.at(b, 1))
                    .count();
            assertEquals(batches, model.updater().steps());
            model.learned()
                    .forEach((name, learned) ->
                            assertEquals(lessons, learned.updater().steps(), name));
            seen.add(model.range().stage() + "@" + batches);
        };
        new Rig(recipe, parts).step(Turns.random(8));
        for (int stage = 0; stage < 4; stage++) {
            for (long batches : new long[] {5, 10, 12}) {
                assertEquals(
                        1, seen.stream().filter((stage + "@" + batches)::equals).count());
            }
        }
        assertEquals(4 * 3, seen.size());
    }

    /** A stage may be lost at any moment: rows that were not there yet when its checkpoint was would be missing for ever. */
    @Test
    void rowsAreThereBeforeTheirCheckpointIs() {
        List<String> order = new ArrayList<>();
        Recipe recipe = decoupled(true, false);
        recipe.stages = List.of(8);
        Rig.Parts parts = new Rig.Parts();
        parts.rolled = batchId -> order.add("rows before " + batchId);
        parts.saver = (batches, model) -> order.add("checkpoint " + batches);
        new Rig(recipe, parts).step();
        assertEquals(
                List.of(
                        "rows before 5",
                        "checkpoint 5",
                        "rows before 10",
                        "checkpoint 10",
                        "rows before 12",
                        "checkpoint 12",
                        "rows before 13"), // what came after the last checkpoint: evaluations
                order);
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,false", "false,true"})
    void resumedRunGivesTheBitsOfTheUninterruptedOne(boolean apply, boolean implicit) {
        Recipe recipe = decoupled(true, apply);
        recipe.optimizer = implicit ? Recipe.implicit() : recipe.optimizer;
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Rig whole = new Rig(recipe, parts).step(Turns.random(1));
        assertEquals(Map.of(5L, 4, 10L, 4, 12L, 4), saved.stages());
        for (Snapshots.Snapshot from : saved.byBatches().values()) {
            Rig.Parts resumed = new Rig.Parts();
            resumed.from = from;
            Rig rest = new Rig(recipe, resumed).step(Turns.random(from.batchesDone()));
            rest.state().assertSameAs(whole.state(), "resumed after " + from.batchesDone());
            assertEquals(
                    LongStream.range(from.batchesDone(), 12).boxed().toList(),
                    rest.events(0, Event.Step.class).stream()
                            .map(Event.Step::batchId)
                            .toList());
            assertEquals(
                    whole.evaluations().get(whole.evaluations().size() - 1),
                    rest.evaluations().get(rest.evaluations().size() - 1));
        }
    }

    @Test
    void lockedRunResumesOnAnyNumberOfStages() {
        Recipe recipe = new Recipe();
        recipe.milestones = new Milestones(0, 5);
        recipe.learning = Learning.locked(2);
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Snapshots.Snapshot whole = new Rig(recipe, parts).step().state();
        for (List<Integer> cut : List.of(List.of(8), List.of(1, 7), List.of(1, 1, 1, 1, 1, 1, 1, 1))) {
            recipe.stages = cut;
            Rig.Parts resumed = new Rig.Parts();
            resumed.from = saved.byBatches().get(5L);
            new Rig(recipe, resumed).step().state().assertSameAs(whole, cut);
        }
    }

    @Test
    void checkpointsOfADeterministicRunDoNotDependOnWhoWorksWhen() {
        Recipe recipe = decoupled(true, true);
        Snapshots first = new Snapshots();
        Snapshots second = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = first;
        new Rig(recipe, parts).step(Turns.greedyUpwards());
        parts.saver = second;
        parts.wires = LateLink.everywhere(4, 9);
        new Rig(recipe, parts).step(Turns.random(4));
        first.byBatches()
                .forEach((batches, snapshot) -> second.byBatches().get(batches).assertSameAs(snapshot, batches));
        assertFalse(first.byBatches().isEmpty());
    }

    /** Corrections cross three boundaries of window 3 and are begun at batches 5, 8, 11: some are always under way. */
    private static Recipe decoupled(boolean deterministic, boolean apply) {
        Recipe recipe = new Recipe();
        recipe.deterministic = deterministic;
        recipe.window = 3;
        recipe.learning = Recipe.synthetic(4, 0, 2);
        recipe.corrections = new Corrections(3, apply);
        recipe.milestones = new Milestones(4, 5);
        return recipe;
    }
}
