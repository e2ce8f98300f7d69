package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.Rule;
import org.sparksg.nn.LastStep;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Shape;

/** Text in windows, whose states go on from batch to batch, in stages. */
@Timeout(60)
class SequencesTest extends SequencesCase {
    static Stream<Network> networks() {
        return Stream.of(recurrent(), attentive());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void lockedStagesHaveTheBitsOfTheUnsplitNetwork(Network network) throws IOException {
        Recipe recipe = recipe(network, 2);
        Rig unsplit = new Rig(recipe).step();
        for (List<Integer> cut : CUTS) {
            recipe.stages = cut;
            Rig rig = new Rig(recipe).step();
            rig.state().assertSameAs(unsplit.state(), cut);
            assertEquals(unsplit.evaluations(), rig.evaluations());
        }
    }

    @Test
    void microBatchesGoOnWithTheStatesOfTheirRows() throws IOException {
        Recipe recipe = recipe(recurrent(), 2);
        Snapshots.Snapshot whole = new Rig(recipe).step().state();
        recipe.learning = Learning.locked(2); // of three and two rows
        new Rig(recipe).step().state().assertWithin(1e-12, whole, recipe);
        recipe.stages = CUTS.get(0);
        new Rig(recipe).step().state().assertWithin(1e-12, whole, recipe);
    }

    @Test
    void aResumedRunGoesOnWithTheStatesInAnyCut() throws IOException {
        Recipe recipe = recipe(recurrent(), 2);
        recipe.stages = CUTS.get(1);
        recipe.milestones = new Milestones(0, 3); // in the middle of an epoch of four batches
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Snapshots.Snapshot whole = new Rig(recipe, parts).step().state();
        for (List<Integer> cut : CUTS) {
            recipe.stages = cut;
            Rig.Parts resumed = new Rig.Parts();
            resumed.from = saved.byBatches().get(3L);
            new Rig(recipe, resumed).step().state().assertSameAs(whole, cut);
        }
    }

    @Test
    void anEpochBeginsWithStatesOfZeros() throws IOException {
        Recipe recipe = recipe(recurrent(), 1);
        recipe.optimizer = OptimizerSettings.of(Adam.of(), 1e-300); // weights stay
        Snapshots.Snapshot one = new Rig(recipe).step().state();
        recipe.epochs = 2;
        Snapshots.Snapshot two = new Rig(recipe).step().state();
        for (String state : List.of("1.lstm.state", "2.gru.state")) {
            assertEquals(
                    List.of(one.arrays().get(state)[0], one.arrays().get(state)[7]),
                    List.of(two.arrays().get(state)[0], two.arrays().get(state)[7]));
            assertTrue(one.arrays().get(state)[0] != 0);
        }
    }

    @Test
    void whatIsLeftOverOfTheTextIsNotUsed() throws IOException {
        Recipe recipe = recipe(recurrent(), 2);
        RunPlan plan = recipe.plan();
        assertEquals(8, plan.calendar().batches());
        assertEquals(22, recipe.train.count());
        assertEquals(20, plan.calendar().examples());
        assertEquals(16, recipe.heldOut.count());
        assertEquals(15, plan.evaluated(Split.VALIDATION));
        Rig rig = new Rig(recipe).step();
        assertEquals(15, rig.evaluations().get(0).examples());
    }

    @Test
    void aTextWithFewerWindowsThanRowsIsRefused() throws IOException {
        Recipe recipe = recipe(recurrent(), 1);
        recipe.batchSize = 100;
        String message = assertThrows(BadSetting.class, recipe::plan).getMessage();
        assertTrue(message.contains("training.batch-size = 100") && message.contains("22 windows"), message);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleLearnsTheRhyme(Rule rule) throws IOException {
        Recipe recipe = recipe(recurrent(), 60);
        recipe.stages = CUTS.get(1);
        recipe.learning = Learning.of(rule);
        List<Double> losses = new ArrayList<>();
        new Rig(recipe).step().evaluations().forEach(evaluation -> losses.add(evaluation.loss()));
        double last = losses.get(losses.size() - 1);
        assertTrue(last < 1.0, rule.label() + ": " + losses); // a guess by frequency: 1.3 nats
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void interlockingOverAllBoundariesIsTheUnsplitNetwork(int which) throws IOException {
        Recipe recipe = recipe(List.of(recurrent(), attentive()).get(which), 2);
        Snapshots.Snapshot unsplit = new Rig(recipe).step().state();
        AuxiliarySettings head = new AuxiliarySettings(List.of(4), false, OptimizerSettings.of(Adam.of(), 0.01));
        for (List<Integer> cut : CUTS) {
            recipe.stages = cut;
            recipe.learning = Learning.of(new Interlocked(cut.size() - 1, head));
            new Rig(recipe).step().state().network().assertSameAs(unsplit, cut);
        }
    }

    @Test
    void anEvaluationInTheMiddleOfAnEpochChangesNothing() throws IOException {
        Recipe recipe = recipe(recurrent(), 2);
        recipe.stages = CUTS.get(1);
        Snapshots.Snapshot undisturbed = new Rig(recipe).step().state();
        recipe.milestones = new Milestones(1, 0);
        new Rig(recipe).step().state().assertSameAs(undisturbed, recipe);
    }

    @Test
    void sequencesOfAStageThatSkipsBatchesBeginWithItsFirstOneOfAnEpoch() throws IOException {
        Recipe recipe = recipe(recurrent(), 3);
        recipe.stages = CUTS.get(1);
        recipe.every = List.of(1, 3);
        RunPlan plan = recipe.plan();
        for (long batch : new long[] {2, 5, 8}) {
            assertTrue(plan.startsAnew(plan.stages().get(1), batch));
        }
        assertFalse(plan.startsAnew(plan.stages().get(1), 11), "batch 8 was of the same epoch");
        for (long batch = 0; batch < 12; batch++) {
            assertEquals(batch % 4 == 0, plan.startsAnew(plan.stages().get(0), batch));
        }
    }

    @Test
    void statesOfStagesThatSkipBatchesDoNotDependOnTheCutAboveOrOnACheckpoint() throws IOException {
        Recipe recipe = recipe(recurrent(), 3);
        recipe.stages = List.of(2, 2);
        recipe.every = List.of(1, 3);
        recipe.milestones = new Milestones(1, 5);
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Snapshots.Snapshot whole = new Rig(recipe, parts).step().state();
        recipe.stages = List.of(1, 1, 1, 1);
        recipe.every = List.of(1, 1, 3, 1);
        new Rig(recipe).step().state().assertSameAs(whole, recipe);
        Rig.Parts resumed = new Rig.Parts();
        resumed.from = saved.byBatches().get(10L); // batch 8 was the last one of the stages above
        new Rig(recipe, resumed).step().state().assertSameAs(whole, recipe);
    }

    @Test
    void aNetworkThatAnswersOnceIsNoneForClassesOfSteps() throws IOException {
        Recipe recipe = recipe(recurrent(), 1);
        List<Layer> layers = new ArrayList<>(recurrent().layers());
        layers.add(3, new LastStep()); // whose output is as wide as a window is long
        recipe.network = new Network(Shape.of(WINDOW), LETTERS, layers, new SoftmaxCrossEntropy());
        var data = Recipe.summary(recurrent(), 20, 0, 0);
        String message = assertThrows(BadSetting.class, () -> recipe.settings().network(data.schema()))
                .getMessage();
        assertTrue(message.contains("each step has a class"), message);
    }
}
