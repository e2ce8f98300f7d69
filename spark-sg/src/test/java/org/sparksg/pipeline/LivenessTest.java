package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.metrics.Event;
import org.sparksg.transport.Faults;
import org.sparksg.transport.FaultyLink;

/**
 * Whatever a run is, it ends: over a few hundred random ones, stepped in a random order on links that delay messages, nobody
 * waits for ever, and every stage trains on every batch exactly once, in order.
 */
@Timeout(60)
class LivenessTest {
    private static final long SEED = 20170301;
    private static final int CASES = 300;

    @Test
    void everyRunEnds() {
        assertEnds(RandomRecipes::recipe, CASES);
    }

    @Test
    void everyRunOfStagesThatSkipBatchesEnds() {
        assertEnds(RandomRecipes::clocked, CASES);
    }

    private static void assertEnds(LongFunction<Recipe> recipes, int cases) {
        for (int i = 0; i < cases; i++) {
            long seed = SEED + i;
            Recipe recipe = recipes.apply(seed);
            try {
                Rig.Parts parts = new Rig.Parts();
                parts.wires = LateLink.everywhere(seed, 4);
                Rig rig = new Rig(recipe, parts).step(Turns.random(seed));
                assertBounded(rig);
                assertComplete(rig);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + recipe, e);
            }
        }
    }

    @Test
    void runsOnThreadsEndToo() {
        assertEndOnThreads(RandomRecipes::recipe);
        assertEndOnThreads(RandomRecipes::clocked);
    }

    private static void assertEndOnThreads(LongFunction<Recipe> recipes) {
        for (long seed = SEED; seed < SEED + 30; seed++) {
            Recipe recipe = recipes.apply(seed);
            try {
                Rig.Parts parts = new Rig.Parts();
                Faults faults = new Faults(seed, Duration.ZERO, Duration.ofNanos(100_000), 0, 0, 0);
                parts.wires = (link, stage, wakeup) -> new FaultyLink(link, faults, System::nanoTime, wakeup);
                assertComplete(new Rig(recipe, parts).run());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + recipe, e);
            }
        }
    }

    private static void assertComplete(Rig rig) {
        assertStepsInOrder(rig);
        assertCorrectionsComplete(rig);
        assertEvaluationsComplete(rig);
    }

    /** An agent may be asked in vain, but not without end: on average the others and the late links account for it. */
    private static void assertBounded(Rig rig) {
        RunPlan plan = rig.plan;
        long rows = plan.data().train() * (long) plan.settings().training().epochs();
        long milestones = plan.calendar().batches() + 1;
        long work = 20
                * (rows
                        + milestones
                                * (2 + plan.data().validation() + plan.data().test()));
        int agents = rig.agents.size();
        assertTrue(rig.calls() < work * agents * agents, "calls: " + rig.calls() + " for at most " + work + " pieces");
    }

    private static void assertStepsInOrder(Rig rig) {
        for (StageRange stage : rig.plan.stages()) {
            List<Long> expected = batches(rig, stage::ticks);
            List<Long> steps = rig.events(stage.stage(), Event.Step.class).stream()
                    .map(Event.Step::batchId)
                    .toList();
            assertEquals(expected, steps, "batches of " + stage);
            List<Long> learned = expected.stream()
                    .filter(batch -> stage.last()
                            || rig.plan.clocks().exchange(stage, batch).hasGradient())
                    .toList();
            long made = rig.models.get(stage.stage()).updater().steps();
            assertEquals(learned.size(), made, "optimizer steps of " + stage);
        }
    }

    private static List<Long> batches(Rig rig, LongPredicate which) {
        return LongStream.range(0, rig.plan.calendar().batches())
                .filter(which)
                .boxed()
                .toList();
    }

    private static void assertCorrectionsComplete(Rig rig) {
        Corrections corrections = rig.plan.settings().corrections();
        StageRange top = rig.plan.stages().get(rig.agents.size() - 1);
        List<Long> expected = batches(rig, batch -> corrections.at(batch, top.period()));
        for (int stage = 0; stage < rig.agents.size() - 1; stage++) {
            List<Long> rows = rig.events(stage, Event.Correction.class).stream()
                    .map(Event.Correction::batchId)
                    .toList();
            assertEquals(expected, rows, "corrections at boundary " + stage);
        }
    }

    private static void assertEvaluationsComplete(Rig rig) {
        RunPlan plan = rig.plan;
        long expected = 0;
        for (long done = 1; done <= plan.calendar().batches(); done++) {
            boolean end = done == plan.calendar().batches();
            long every = plan.settings().milestones().evaluateEvery();
            boolean due = end || (every == 0 ? plan.calendar().endsEpoch(done) : done % every == 0);
            expected += due && plan.data().validation() + plan.data().test() > 0 ? 1 : 0;
            expected += end && plan.data().validation() > 0 && plan.data().test() > 0 ? 1 : 0;
        }
        assertEquals(expected, rig.evaluations().size(), "evaluations");
        for (Event.Evaluation row : rig.evaluations()) {
            assertEquals(
                    row.split().equals("test")
                            ? plan.data().test()
                            : plan.data().validation(),
                    row.examples());
        }
    }
}
