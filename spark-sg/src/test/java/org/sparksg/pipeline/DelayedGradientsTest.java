package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.credit.Delayed;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.settings.BadSetting;

/** Several batches of late gradients, while the weights move on, against plain Java written from the definitions. */
@Timeout(60)
class DelayedGradientsTest {
    private static final int BATCHES = 6;
    private static final double RATE = 0.2;

    @ParameterizedTest
    @CsvSource({"1,true,false", "2,true,false", "1,true,true", "2,true,true", "1,false,false", "1,false,true"})
    void lateGradientsAreThoseOfTheStashedWeightsOrOfTheNewOnesThatReplay(
            int delay, boolean perBoundary, boolean replay) {
        check(new Delayed(delay, perBoundary, replay, false), 0);
    }

    @ParameterizedTest
    @CsvSource({"1,true,0.5", "2,true,0.75", "1,false,0.5"})
    void predictedWeightsServeForwardAndTheNewOnesBack(int delay, boolean perBoundary, double momentum) {
        check(new Delayed(delay, perBoundary, false, true), momentum);
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,false", "true,true", "false,true"})
    void withACheckpointAfterEveryBatchAllAreBackpropagation(boolean perBoundary, boolean prediction) {
        Recipe recipe = DenseStages.recipe(Learning.locked(1));
        recipe.epochs = BATCHES;
        recipe.optimizer = OptimizerSettings.of(new Sgd(0.5, false), RATE);
        recipe.milestones = new Milestones(1000, 1);
        Snapshots.Snapshot locked = new Rig(recipe).step().state();
        recipe.learning = Learning.of(new Delayed(1, perBoundary, false, prediction));
        new Rig(recipe).step().state().assertSameAs(locked, recipe);
    }

    @Test
    void withoutMomentumNothingIsPredicted() {
        Recipe recipe = DenseStages.recipe(Learning.of(new Delayed(1, true, false, true)));
        recipe.optimizer = OptimizerSettings.of(Sgd.of(), RATE);
        assertTrue(assertThrows(BadSetting.class, recipe::plan).getMessage().contains("learning.prediction"));
    }

    private static void check(Delayed rule, double momentum) {
        Recipe recipe = DenseStages.recipe(Learning.of(rule));
        recipe.epochs = BATCHES;
        recipe.optimizer = OptimizerSettings.of(new Sgd(momentum, false), RATE);
        recipe.milestones = new Milestones(1000, 1000); // a checkpoint waits for what is under way
        Rig rig = new Rig(recipe);
        List<Version> versions = new ArrayList<>(); // by the updates made
        List<double[]> first = DenseStages.parameters(rig);
        versions.add(new Version(
                first, first.stream().map(weights -> new double[weights.length]).toList()));
        assertEquals(BATCHES, rig.plan.calendar().batches());
        for (int batch = 0; batch < BATCHES; batch++) {
            versions.add(updated(versions, batch, rule, momentum));
        }
        List<double[]> found = DenseStages.parameters(rig.step());
        for (int stage = 0; stage < found.size(); stage++) {
            assertArrayEquals(versions.get(BATCHES).parameters().get(stage), found.get(stage), 1e-13, "stage " + stage);
        }
    }

    /** The parameters of all stages, and what their optimizers remember. */
    private record Version(List<double[]> parameters, List<double[]> velocities) {}

    /**
     * Returns the parameters after the update of a batch. A stage runs it forward some updates too early: with the parameters that it had by
     * then, or with what these promise for now. It updates after all batches before: a replay uses those parameters, for a second
     * forward pass and the backward pass, and prediction does for the backward pass; the input stays that of the first.
     */
    private static Version updated(List<Version> versions, int batch, Delayed rule, double momentum) {
        Version newest = versions.get(batch);
        int stages = newest.parameters().size();
        List<double[]> used = new ArrayList<>();
        for (int stage = 0; stage < stages; stage++) {
            int above = stages - 1 - stage;
            int lag = rule.perBoundary() ? rule.delay() * above : Math.min(above, rule.delay());
            Version then = versions.get(Math.max(0, batch - lag));
            double ahead = 0;
            int updates = Math.min(lag, batch); // that come first
            for (int i = 1; i <= updates && rule.prediction(); i++) {
                ahead += RATE * Math.pow(momentum, i);
            }
            used.add(
                    moved(then.parameters().get(stage), ahead, then.velocities().get(stage)));
        }
        PlainNetwork plain = DenseStages.plain(used);
        double[][] gradient = plain.error();
        List<double[]> parameters = new ArrayList<>();
        List<double[]> velocities = new ArrayList<>();
        for (int stage = stages - 1; stage >= 0; stage--) {
            double[] own = newest.parameters().get(stage);
            if (rule.replay()) {
                plain.forward(stage, plain.input(stage), own);
            }
            double[] velocity = newest.velocities().get(stage).clone();
            double[] found = plain.toParameters(stage, gradient);
            for (int i = 0; i < velocity.length; i++) {
                velocity[i] = momentum * velocity[i] + found[i] / DenseStages.EXAMPLES;
            }
            velocities.add(0, velocity);
            parameters.add(0, moved(own, RATE, velocity));
            gradient = rule.prediction()
                    ? plain.toInput(stage, gradient, weight(own, plain.input(stage)[0].length))
                    : plain.toInput(stage, gradient);
        }
        return new Version(parameters, velocities);
    }

    private static double[] moved(double[] parameters, double rate, double[] velocity) {
        double[] next = parameters.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] -= rate * velocity[i];
        }
        return next;
    }

    private static double[][] weight(double[] parameters, int inputs) {
        int width = parameters.length / (inputs + 1);
        double[][] weight = new double[inputs][];
        for (int i = 0; i < inputs; i++) {
            weight[i] = Arrays.copyOfRange(parameters, i * width, (i + 1) * width);
        }
        return weight;
    }
}
