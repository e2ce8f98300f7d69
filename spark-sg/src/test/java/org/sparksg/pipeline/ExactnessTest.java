package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.data.Examples;
import org.sparksg.data.InMemory;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.SquaredError;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.tensor.Shape;

/** What decoupled training must give exactly, in the corners where that is known. */
@Timeout(60)
class ExactnessTest {
    private static final int NEVER = 1_000_000;

    @Test
    void untaughtSynthesizerLeavesTheLowerStagesAsTheyWere() {
        Recipe recipe = new Recipe();
        recipe.optimizer = OptimizerSettings.of(Sgd.of(), 0.1);
        recipe.learning = Recipe.synthetic(0, 0, NEVER);
        Snapshots.Snapshot before = new Rig(recipe).state();
        Snapshots.Snapshot after = new Rig(recipe).step().state();
        before.parametersBelow(7)
                .forEach((name, values) ->
                        assertArrayEquals(values, after.arrays().get(name), name));
        assertEquals(8, before.parametersBelow(7).size());
        assertFalse(Arrays.equals(
                before.arrays().get("7.dense.weight"), after.arrays().get("7.dense.weight")));
    }

    @ParameterizedTest
    @CsvSource({"1,true", "3,true", "2,false"})
    void perfectSynthesizerMakesTheDecoupledRunEqualToTheLockedRun(int window, boolean deterministic) {
        Recipe recipe = new Recipe();
        recipe.window = window;
        recipe.deterministic = deterministic;
        Snapshots.Snapshot locked = new Rig(recipe).step().state();

        // What the boundaries of the locked run see is perfect for as long as the weights are the same.
        recipe.learning = Recipe.synthetic(0, 1, 1);
        List<Recorded> seen = new ArrayList<>();
        run(recipe, seen, null);
        recipe.learning = Recipe.synthetic(0, 0, 1);
        List<Recorded> perfect = new ArrayList<>();
        Rig decoupled = run(recipe, perfect, seen);

        decoupled.state().assertSameAs(locked, recipe);
        // The gradient that comes back from the last boundary is the true one, so it must be what was assigned.
        List<Recorded.Lesson> expected = seen.get(2).lessons();
        for (int batch = 0; batch < expected.size(); batch++) {
            assertArrayEquals(
                    expected.get(batch).gradient(),
                    perfect.get(2).lessons().get(batch).gradient());
        }
    }

    @Test
    void gradientsThatComeBackThroughAPerfectStageAreTrueOnes() {
        Recipe recipe = new Recipe();
        recipe.learning = Recipe.synthetic(0, 1, 1);
        List<Recorded> seen = new ArrayList<>();
        run(recipe, seen, null);
        recipe.learning = Recipe.synthetic(0, 0, 1);
        List<Recorded> perfect = new ArrayList<>();
        run(recipe, perfect, seen);
        for (int boundary = 0; boundary < 3; boundary++) {
            assertEquals(12, perfect.get(boundary).lessons().size());
            for (int batch = 0; batch < 12; batch++) {
                Recorded.Lesson expected = seen.get(boundary).lessons().get(batch);
                Recorded.Lesson found = perfect.get(boundary).lessons().get(batch);
                assertArrayEquals(expected.gradient(), found.gradient(), "boundary " + boundary + ", batch " + batch);
                assertArrayEquals(expected.activation(), found.activation());
                assertArrayEquals(expected.target(), found.target());
            }
        }
    }

    private static Rig run(Recipe recipe, List<Recorded> credits, List<Recorded> teachers) {
        Rig.Parts parts = new Rig.Parts();
        parts.credits = (plan, stage, model) -> {
            List<double[]> script = teachers == null
                    ? null
                    : teachers.get(stage).lessons().stream()
                            .map(Recorded.Lesson::gradient)
                            .toList();
            credits.add(new Recorded(plan, stage, model, script));
            return credits.get(stage);
        };
        return new Rig(recipe, parts).step(Turns.random(3));
    }

    @Test
    void stepOfAShortBatchIsGradientDescentOnTheMeanOfItsExamples() {
        Recipe recipe = new Recipe();
        recipe.optimizer = OptimizerSettings.of(Sgd.of(), 0.1);
        recipe.epochs = 1;
        recipe.batchSize = 40; // there are 22 examples
        Snapshots.Snapshot before = new Rig(recipe).state();
        Snapshots.Snapshot after = new Rig(recipe).step().state();
        Map<String, double[]> gradient =
                new Unsplit(recipe, before.arrays()).gradients(0, 7).parameters();
        assertEquals(8, gradient.size());
        gradient.forEach((name, sum) -> {
            for (int i = 0; i < sum.length; i++) {
                double expected = before.arrays().get(name)[i] - 0.1 * sum[i] / 22;
                assertEquals(expected, after.arrays().get(name)[i], 1e-15, name);
            }
        });
    }

    @Test
    void reportedLossIsTheMeanOverTheExamplesOfTheBatch() {
        Recipe recipe = new Recipe();
        recipe.optimizer = OptimizerSettings.of(Sgd.of(), 1e-300); // the weights stay as they are
        Rig rig = new Rig(recipe);
        Unsplit unsplit = new Unsplit(recipe, rig.state().arrays());
        for (Event.Step step : rig.step().events(3, Event.Step.class)) {
            int examples = step.batchId() % 6 == 5 ? 2 : 4;
            assertEquals(examples, step.examples());
            assertEquals(unsplit.gradients(step.batchId(), 7).loss() / examples, step.loss(), 1e-12);
        }
        assertTrue(rig.events(0, Event.Step.class).stream().allMatch(step -> Double.isNaN(step.loss())));
    }

    @Test
    void mixTakesSoMuchFromAboveAndTheRestFromTheCredit() {
        Recipe recipe = new Recipe();
        recipe.stages = List.of(5, 3);
        recipe.optimizer = OptimizerSettings.of(Sgd.of(), 0.1);
        recipe.epochs = 1;
        recipe.batchSize = 22; // one batch
        Snapshots.Snapshot before = new Rig(recipe).state();
        Snapshots.Snapshot full = new Rig(recipe).step().state();
        recipe.learning = Recipe.synthetic(0, 0.25, 1); // the synthesizer still says 0
        Snapshots.Snapshot quarter = new Rig(recipe).step().state();
        double[] start = before.arrays().get("0.dense.weight");
        for (int i = 0; i < start.length; i++) {
            double step = full.arrays().get("0.dense.weight")[i] - start[i];
            assertEquals(0.25 * step, quarter.arrays().get("0.dense.weight")[i] - start[i], 1e-15);
            assertTrue(Math.abs(step) > 1e-12);
        }
    }

    /** Czarnecki et al. 2017, theorem 1 and corollary 1: for squared errors a linear synthesizer can be exact. */
    @Test
    void linearSynthesizerReachesTheGlobalOptimumOfLinearRegression() {
        Recipe recipe = new Recipe();
        Dense hidden = new Dense(3, new Initializer.GlorotUniform(), true);
        Dense top = new Dense(2, new Initializer.GlorotUniform(), true);
        recipe.network = new Network(Shape.of(4), List.of(hidden, hidden, top), new SquaredError());
        recipe.stages = List.of(1, 1, 1);
        recipe.train = regression(20, 3);
        recipe.test = recipe.train;
        recipe.batchSize = 20;
        recipe.epochs = 4000;
        recipe.window = 1;
        recipe.milestones = new Milestones(NEVER, NEVER);
        recipe.optimizer = OptimizerSettings.of(Sgd.of(), 0.05);
        recipe.learning = Learning.of(new SyntheticGradients(
                new SynthesizerSettings(List.of(), false, Context.LABEL, OptimizerSettings.of(Sgd.of(), 0.1)),
                0,
                0,
                1));
        Rig rig = new Rig(recipe).step();
        Event.Evaluation end = rig.evaluations().get(rig.evaluations().size() - 1);
        double optimum = LeastSquares.meanLoss(recipe.train);
        assertTrue(optimum > 0.01, "a problem with a rest, optimum " + optimum);
        assertEquals(optimum, end.loss(), 1e-4 * optimum);
    }

    private static Examples regression(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[count][4];
        float[][] values = new float[count][2];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < 4; j++) {
                rows[i][j] = (float) (2 * random.nextDouble() - 1);
            }
            double noise = random.nextDouble() - 0.5;
            values[i][0] = (float) (rows[i][0] - 0.5 * rows[i][1] + 0.3 + noise);
            values[i][1] = (float) (rows[i][2] + 0.2 * rows[i][3] - noise);
        }
        return InMemory.ofValues(Shape.of(4), rows, values);
    }
}
