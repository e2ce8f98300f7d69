package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.transport.Faults;
import org.sparksg.transport.TransportSettings;

@Timeout(60)
class InProcessPipelineTest {
    private static final Corrections NONE = new Corrections(0, false);
    private static final Integer[] WHOLE = {9};
    private static final Integer[] FOUR = {3, 3, 2, 1};

    @Test
    void lockedPipelineGivesTheSameWeightsAsTheUnsplitNetwork() {
        RunSettings settings = Runs.settings(Learning.locked(1), NONE, new Training(3, 32, 4, true));
        assertSame(
                Runs.step(Runs.plan(settings, WHOLE)).parameters(),
                Runs.step(Runs.plan(settings, FOUR)).parameters());
    }

    @Test
    void microBatchesOfALockedPipelineGiveTheSameWeightsAsThoseOfTheUnsplitNetwork() {
        RunSettings settings = Runs.settings(Learning.locked(4), NONE, new Training(3, 32, 4, true));
        assertSame(
                Runs.step(Runs.plan(settings, WHOLE)).parameters(),
                Runs.step(Runs.plan(settings, FOUR)).parameters());
    }

    @Test
    void deterministicRunOnThreadsGivesTheSameBitsAsASteppedOne() {
        RunSettings settings =
                Runs.settings(Runs.synthetic(2, 0, 2), new Corrections(5, true), new Training(3, 32, 3, true));
        RunPlan plan = Runs.plan(settings, FOUR);
        assertSame(Runs.step(plan).parameters(), Runs.run(plan).parameters());
    }

    @Test
    void pureTrueGradientsInTheMixAreBackpropagation() {
        Training training = new Training(2, 32, 4, true);
        assertSame(
                Runs.step(Runs.plan(Runs.settings(Learning.locked(1), NONE, training), FOUR))
                        .parameters(),
                Runs.step(Runs.plan(Runs.settings(Runs.synthetic(0, 1, 1), NONE, training), FOUR))
                        .parameters());
    }

    @Test
    void decoupledRunLearns() {
        RunSettings settings =
                Runs.settings(Runs.synthetic(0, 0, 1), new Corrections(10, false), new Training(60, 32, 4, false));
        Runs.Result result = Runs.run(Runs.plan(settings, FOUR));
        Event.Evaluation last = Runs.lastEvaluation(result).orElseThrow();
        double first = Runs.meanLoss(result, 0);
        assertTrue(
                Runs.meanLoss(result, 59) < first / 10,
                "training loss " + Runs.meanLoss(result, 59) + " from " + first);
        assertEquals(Runs.TEST, last.examples());
    }

    @Test
    void slowLinksChangeNothingButTheTime() throws InterruptedException {
        Recipe recipe = new Recipe();
        recipe.learning = Recipe.synthetic(0, 0, 1);
        Snapshots.Snapshot expected = new Rig(recipe).step().state();
        Faults slow = new Faults(1, Duration.ofMillis(1), Duration.ofMillis(1), 0, 0, 0);
        recipe.transport = new TransportSettings(null, 0, 0, Duration.ofSeconds(5), slow);
        long startNs = System.nanoTime();
        try (var pipeline = pipeline(recipe, Saver.NONE)) {
            pipeline.run();
            Snapshots.of(12, pipeline.models()).assertSameAs(expected, recipe);
        }
        assertTrue(System.nanoTime() - startNs > 12_000_000, "the gradients of 12 batches were late by 1 ms each");
    }

    @Test
    void firstFailureIsTheOneThatIsReported() {
        Recipe recipe = new Recipe();
        Saver full = (batchesDone, model) -> {
            if (model.range().stage() == 2) {
                throw new IllegalStateException("the disk of stage 2 is full");
            }
        };
        try (var pipeline = pipeline(recipe, full)) {
            var failure = assertThrows(IllegalStateException.class, pipeline::run);
            assertEquals("the disk of stage 2 is full", failure.getMessage());
            assertEquals("the disk of stage 2 is full", failure.getCause().getMessage());
        }
    }

    private static InProcessPipeline pipeline(Recipe recipe, Saver saver) {
        return new InProcessPipeline(
                recipe.plan(),
                recipe.data(),
                stage -> new ReferenceKernels(),
                stage -> Sink.NONE,
                saver,
                System::nanoTime);
    }

    private static void assertSame(List<double[]> expected, List<double[]> actual) {
        assertEquals(expected.size(), actual.size());
        assertTrue(Arrays.stream(expected.get(0)).anyMatch(x -> x != 0));
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), "array " + i);
        }
    }
}
