package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;

/** The gate of Czarnecki et al. 2017, proposition 2: no update while the error of the synthesizer is too large a share of the gradient. */
@Timeout(60)
class GateTest {
    private static final int ABOVE = 2; // the stage whose synthesizer hears the true gradient
    private static final SynthesizerSettings LINEAR =
            new SynthesizerSettings(List.of(), false, Context.NONE, DenseStages.UNIT);

    private static Rig rig(double alpha, double gate, int epochs) {
        Recipe recipe = DenseStages.recipe(Learning.of(new SyntheticGradients(LINEAR, 0, 0, 1, 1, alpha, gate)));
        recipe.epochs = epochs;
        recipe.window = 1;
        return DenseStages.drawn(recipe);
    }

    private static double norm(double[][] rows) {
        return Math.sqrt(Stream.of(rows)
                .flatMapToDouble(DoubleStream::of)
                .map(x -> x * x)
                .sum());
    }

    /** Returns |SG - δ| / |δ| at the highest boundary, over all examples, before anything has learned. */
    private static double relativeError() {
        Rig rig = rig(0, 0, 1);
        PlainNetwork plain = DenseStages.plain(rig);
        double[][] delta = plain.toInput(ABOVE + 1, plain.error());
        PlainNetwork synthesizer =
                new PlainNetwork(List.of(DenseStages.synthesizer(rig, ABOVE)), plain.output(ABOVE), delta);
        return norm(synthesizer.error()) / 2 / norm(delta); // the error of a squared distance is twice the difference
    }

    /** A stage that waits for the reply knows the error of its batch; one that does not, that of the batch before. */
    @ParameterizedTest
    @CsvSource({"0.25, 1", "0, 2"})
    void stageUpdatesUpToTheErrorOfTheGateAndNotBeyond(double alpha, int batches) {
        double error = relativeError();
        Rig open = rig(alpha, error * (1 + 1e-9), batches);
        Rig shut = rig(alpha, error * (1 - 1e-9), batches);
        double[] before = DenseStages.parameters(open).get(ABOVE);
        assertFalse(Arrays.equals(before, DenseStages.parameters(open.step()).get(ABOVE)), "just above the error");
        assertArrayEquals(before, DenseStages.parameters(shut.step()).get(ABOVE), "just below the error");
        assertEquals(1, open.models.get(ABOVE).updater().steps());
    }

    /** A synthesizer that has learned nothing says zero, so the updates that the gate holds would not have moved anything. */
    @Test
    void gateThatLetsEveryErrorPassOpensWithTheFirstLesson() {
        Recipe recipe = DenseStages.recipe(Learning.of(SyntheticGradients.of(LINEAR)));
        recipe.epochs = 8;
        recipe.milestones = new Milestones(1000, 1000); // a checkpoint waits for the lessons
        Snapshots.Snapshot initial = new Rig(recipe).state();
        Snapshots.Snapshot without = new Rig(recipe).step().state();
        recipe.learning = Learning.of(new SyntheticGradients(LINEAR, 0, 0, 1, 1, 0, 1e30));
        Rig rig = new Rig(recipe).step();
        without.network().arrays().forEach((name, values) -> {
            assertArrayEquals(values, rig.state().arrays().get(name), name);
            assertFalse(Arrays.equals(values, initial.arrays().get(name)), name);
        });
        assertEquals(8 - recipe.window, rig.models.get(ABOVE).updater().steps());
    }

    @Test
    void gateThatNoErrorPassesHoldsEveryStageButTheLast() {
        Rig rig = rig(0, 1e-9, 5);
        List<double[]> before = DenseStages.parameters(rig);
        List<double[]> after = DenseStages.parameters(rig.step());
        for (int stage = 0; stage < 3; stage++) {
            assertArrayEquals(before.get(stage), after.get(stage), "stage " + stage);
        }
        assertFalse(Arrays.equals(before.get(3), after.get(3)));
    }
}
