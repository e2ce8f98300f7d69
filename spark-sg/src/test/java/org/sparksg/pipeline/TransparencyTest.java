package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Context;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Tanh;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;

/** A locked pipeline is the unsplit network, whatever the cut and the micro-batches: dropout, statistics and Adam included. */
@Timeout(60)
class TransparencyTest {
    private static final List<List<Integer>> CUTS = List.of(
            List.of(1, 1, 1, 1, 1, 1, 1, 1), List.of(3, 2, 2, 1), List.of(2, 2, 2, 2), List.of(1, 7), List.of(7, 1));

    @ParameterizedTest
    @CsvSource({"1", "3", "4"})
    void lockedPipelineOfAnyCutHasTheBitsOfTheUnsplitNetwork(int microBatches) {
        Recipe recipe = recipe(microBatches, 3);
        Snapshots.Snapshot unsplit = of(recipe, List.of(8)).state();
        for (List<Integer> cut : CUTS) {
            of(recipe, cut).state().assertSameAs(unsplit, recipe);
        }
    }

    @Test
    void anImplicitStepHasTheSameBitsInAnyCutAndOthersThanAnExplicitOne() {
        Recipe recipe = recipe(1, 3);
        Snapshots.Snapshot explicit = of(recipe, List.of(8)).state();
        recipe.optimizer = Recipe.implicit();
        Snapshots.Snapshot unsplit = of(recipe, List.of(8)).state();
        assertThrows(AssertionError.class, () -> unsplit.assertSameAs(explicit, recipe));
        for (List<Integer> cut : CUTS) {
            of(recipe, cut).state().assertSameAs(unsplit, recipe);
        }
    }

    @Test
    void interlockingOverAllBoundariesOfAnyCutIsTheUnsplitNetworkWithImplicitStepsToo() {
        Recipe recipe = recipe(1, 3);
        recipe.optimizer = Recipe.implicit();
        Snapshots.Snapshot unsplit = of(recipe, List.of(8)).state();
        AuxiliarySettings head = new AuxiliarySettings(List.of(4), true, Recipe.implicit());
        for (List<Integer> cut : CUTS) {
            recipe.learning = Learning.of(new Interlocked(cut.size() - 1, head));
            of(recipe, cut).state().network().assertSameAs(unsplit, recipe);
        }
    }

    @Test
    void aSynthesizerCanLearnWithImplicitSteps() {
        Recipe recipe = recipe(1, 3);
        recipe.learning = Recipe.synthetic(0, 0, 1);
        Snapshots.Snapshot explicit = of(recipe, CUTS.get(1)).state();
        recipe.learning = Learning.of(new SyntheticGradients(
                new SynthesizerSettings(List.of(), false, Context.LABEL, Recipe.implicit()), 0, 0, 1));
        Snapshots.Snapshot implicit = of(recipe, CUTS.get(1)).state();
        assertThrows(AssertionError.class, () -> implicit.assertSameAs(explicit, recipe));
    }

    @Test
    void microBatchesMakeOneStepTogetherWhereLayersDoNotLookAcrossExamples() {
        Recipe recipe = recipe(1, 3);
        recipe.network = new Network(
                Shape.of(4),
                List.of(Dense.of(5), new Tanh(), Dense.of(4), new Relu(), Dense.of(Recipe.CLASSES)),
                new SoftmaxCrossEntropy());
        Snapshots.Snapshot whole = of(recipe, List.of(2, 2, 1)).state();
        recipe.learning = Learning.locked(4);
        Rig rig = of(recipe, List.of(2, 2, 1));
        rig.state().assertWithin(1e-12, whole, recipe);
        recipe.learning = Learning.locked(1);
        List<Event.Step> expected = of(recipe, List.of(2, 2, 1)).events(2, Event.Step.class);
        for (Event.Step step : rig.events(2, Event.Step.class)) {
            assertEquals(expected.get((int) step.batchId()).loss(), step.loss(), 1e-12);
        }
    }

    @ParameterizedTest
    @CsvSource({"PORTABLE,1", "PORTABLE,3", "CPU,1", "CPU,3"})
    void inSinglePrecisionTheyAgreeWithinRoundingAfterAHundredSteps(Backend backend, int microBatches) {
        Recipe recipe = recipe(microBatches, 34); // 3 batches an epoch
        Snapshots.Snapshot unsplit = single(recipe, backend, List.of(8));
        for (List<Integer> cut : CUTS) {
            single(recipe, backend, cut).assertWithin(1e-6, unsplit, recipe);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "4"})
    void mixWithoutSyntheticGradientsHasTheBitsOfBackpropagation(int learnEvery) {
        Recipe recipe = recipe(1, 3);
        Snapshots.Snapshot unsplit = of(recipe, List.of(8)).state();
        recipe.learning = Recipe.synthetic(0, 1, learnEvery);
        of(recipe, CUTS.get(0)).state().network().assertSameAs(unsplit, recipe);
        recipe.learning = Recipe.synthetic(1000, 0, learnEvery); // all of it is warm-up
        of(recipe, CUTS.get(1)).state().network().assertSameAs(unsplit, recipe);
    }

    /** Batches of 9, 9 and 4 examples: the last one is short and has fewer micro-batches. */
    private static Recipe recipe(int microBatches, int epochs) {
        Recipe recipe = new Recipe();
        recipe.batchSize = 9;
        recipe.epochs = epochs;
        recipe.learning = Learning.locked(microBatches);
        return recipe;
    }

    private static Rig of(Recipe recipe, List<Integer> cut) {
        recipe.stages = cut;
        return new Rig(recipe).step();
    }

    private static Snapshots.Snapshot single(Recipe recipe, Backend backend, List<Integer> cut) {
        recipe.stages = cut;
        Rig.Parts parts = new Rig.Parts();
        parts.kernels = stage -> backend.open(Precision.F32);
        parts.type = Element.F32;
        return new Rig(recipe, parts).step().state();
    }
}
