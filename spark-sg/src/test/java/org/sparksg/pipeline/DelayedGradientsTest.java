package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.credit.Delayed;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;

/** Several batches of late gradients, while the weights move on, against plain Java written from the definitions. */
@Timeout(60)
class DelayedGradientsTest {
    private static final int BATCHES = 6;
    private static final double RATE = 0.2;

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "1,true", "2,true"})
    void lateGradientsAreThoseOfTheStashedWeightsOrOfTheNewOnesThatReplay(int delay, boolean replay) {
        Recipe recipe = DenseStages.recipe(Learning.of(new Delayed(delay, replay)));
        recipe.epochs = BATCHES;
        recipe.optimizer = OptimizerSettings.of(Sgd.of(), RATE);
        recipe.milestones = new Milestones(1000, 1000); // a checkpoint waits for what is under way
        Rig rig = new Rig(recipe);
        List<List<double[]>> versions = new ArrayList<>(); // of the parameters of all stages, by the updates made
        versions.add(DenseStages.parameters(rig));
        assertEquals(BATCHES, rig.plan.calendar().batches());
        for (int batch = 0; batch < BATCHES; batch++) {
            versions.add(updated(versions, batch, delay, replay));
        }
        List<double[]> found = DenseStages.parameters(rig.step());
        for (int stage = 0; stage < found.size(); stage++) {
            assertArrayEquals(versions.get(BATCHES).get(stage), found.get(stage), 1e-13, "stage " + stage);
        }
    }

    /**
     * Returns the parameters after the update of a batch. A stage runs it forward {@code delay} updates too early for every
     * stage above: with the parameters that it had by then. It updates after all batches before: only a replay uses those
     * parameters, for a second forward pass and the backward pass; the input stays that of the first.
     */
    private static List<double[]> updated(List<List<double[]>> versions, int batch, int delay, boolean replay) {
        List<double[]> newest = versions.get(batch);
        int stages = newest.size();
        List<double[]> used = new ArrayList<>();
        for (int stage = 0; stage < stages; stage++) {
            used.add(versions.get(Math.max(0, batch - delay * (stages - 1 - stage)))
                    .get(stage));
        }
        PlainNetwork plain = DenseStages.plain(used);
        double[][] gradient = plain.error();
        List<double[]> updated = new ArrayList<>();
        for (int stage = stages - 1; stage >= 0; stage--) {
            if (replay) {
                plain.forward(stage, plain.input(stage), newest.get(stage));
            }
            updated.add(0, stepped(newest.get(stage), plain.toParameters(stage, gradient)));
            gradient = plain.toInput(stage, gradient);
        }
        return updated;
    }

    private static double[] stepped(double[] parameters, double[] gradient) {
        double[] next = parameters.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] -= RATE * gradient[i] / DenseStages.EXAMPLES;
        }
        return next;
    }
}
