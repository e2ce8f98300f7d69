package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
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
        for (int i = 0; i < CASES; i++) {
            long seed = SEED + i;
            Recipe recipe = RandomRecipes.recipe(seed);
            try {
                Rig.Parts parts = new Rig.Parts();
                parts.wires = LateLink.everywhere(seed, 4);
                Rig rig = new Rig(recipe, parts).step(Turns.random(seed));
                assertBounded(rig);
                assertStepsInOrder(rig);
                assertCorrectionsComplete(rig);
                assertEvaluationsComplete(rig);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + recipe, e);
            }
        }
    }

    @Test
    void runsOnThreadsEndToo() {
        for (long seed = SEED; seed < SEED + 30; seed++) {
            Recipe recipe = RandomRecipes.recipe(seed);
            try {
                Rig.Parts parts = new Rig.Parts();
                Faults faults = new Faults(seed, Duration.ZERO, Duration.ofNanos(100_000), 0, 0, 0);
                parts.wires = (link, stage, wakeup) -> new FaultyLink(link, faults, System::nanoTime, wakeup);
                Rig rig = new Rig(recipe, parts).run();
                assertStepsInOrder(rig);
                assertCorrectionsComplete(rig);
                assertEvaluationsComplete(rig);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + recipe, e);
            }
        }
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
        List<Long> expected =
                LongStream.range(0, rig.plan.calendar().batches()).boxed().toList();
        for (int stage = 0; stage < rig.agents.size(); stage++) {
            List<Long> steps = rig.events(stage, Event.Step.class).stream()
                    .map(Event.Step::batchId)
                    .toList();
            assertEquals(expected, steps, "batches of stage " + stage);
            assertEquals(expected.size(), rig.models.get(stage).updater().steps(), "optimizer steps of stage " + stage);
        }
    }

    private static void assertCorrectionsComplete(Rig rig) {
        Corrections corrections = rig.plan.settings().corrections();
        List<Long> expected = LongStream.range(0, rig.plan.calendar().batches())
                .filter(corrections::at)
                .boxed()
                .toList();
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
