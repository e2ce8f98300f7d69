package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.Exchange.Wait;
import org.sparksg.credit.Rule;
import org.sparksg.data.DataSummary;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Tanh;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.GpuUse;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;

/** What settings refuse, and in which words. */
class SettingsTest {
    @Test
    void trainingCountsFromOne() {
        assertRefused("epochs = 0: must be >= 1", () -> new Training(0, 1, 1, true));
        assertRefused("batch-size = 0: must be >= 1", () -> new Training(1, 0, 1, true));
        assertRefused("window = 0: must be >= 1", () -> new Training(1, 1, 0, true));
    }

    @Test
    void lockedLearningNeedsAMicroBatch() {
        assertRefused("micro-batches = 0: must be >= 1", () -> Learning.locked(0));
    }

    @Test
    void syntheticGradientsHaveSharesAndCounts() {
        assertRefused("warm-up = -1: must be >= 0", () -> Recipe.synthetic(-1, 0, 1));
        assertRefused("lambda = 1.5: must be between 0 and 1", () -> Recipe.synthetic(0, 1.5, 1));
        assertRefused("lambda = NaN: must be between 0 and 1", () -> Recipe.synthetic(0, Double.NaN, 1));
        assertRefused("learn-every = 0: must be >= 1", () -> Recipe.synthetic(0, 0, 0));
    }

    @Test
    void anImplicitStepNeedsDenseLayersAndWholeMiniBatches() {
        Recipe recipe = new Recipe();
        recipe.optimizer = Recipe.implicit();
        recipe.settings();
        recipe.learning = Learning.locked(2);
        assertRefused(
                "optimizer.proximal.step = 0.5: must be 0 with learning.micro-batches = 2: the implicit step looks at a"
                        + " mini-batch as a whole",
                recipe::settings);
        recipe.learning = Learning.locked(1);
        recipe.batchSize = 16_001;
        assertRefused(
                "optimizer.proximal.step = 0.5: must be 0 with batches of 16001: the implicit step holds a number for each pair of"
                        + " examples: set training.batch-size to <= 16000, or the step to 0",
                recipe::settings);
        recipe.batchSize = 4;
        recipe.stages = List.of(2);
        recipe.network = new Network(Shape.of(4), List.of(BatchNorm.of(), new Tanh()), new SoftmaxCrossEntropy());
        assertRefused(
                "optimizer.proximal.step = 0.5: must be 0 in a network without dense layers: the implicit step is one of"
                        + " dense layers",
                recipe::plan);
    }

    @Test
    void correctionsThatAreAppliedMustCome() {
        assertRefused("every = -1: must be >= 0 (0 is never)", () -> new Corrections(-1, false));
        assertRefused(
                "apply = true: must be false with every = 0: there is no correction to apply",
                () -> new Corrections(0, true));
    }

    @Test
    void everyThirdBatchIsTheThirdOfEachThree() {
        Corrections corrections = new Corrections(3, false);
        Learning learning = Recipe.synthetic(0, 0, 3);
        for (long batch = 0; batch < 9; batch++) {
            assertEquals(batch % 3 == 2, corrections.at(batch, 1));
            assertEquals(batch % 3 == 2, learning.rule(0).exchange(batch).taught());
            assertFalse(new Corrections(0, false).at(batch, 1));
        }
    }

    @Test
    void warmUpUsesTrueGradientsAndThenTheMix() {
        Rule pure = Recipe.synthetic(2, 0, 1).rule(0);
        Exchange warmUp = new Exchange(Reply.GRADIENT, false, Wait.BEFORE, true);
        assertEquals(warmUp, pure.exchange(1));
        assertEquals(Exchange.TAUGHT, pure.exchange(2));
        Rule mixed = Recipe.synthetic(2, 0.25, 1).rule(0);
        assertEquals(warmUp, mixed.exchange(1));
        assertEquals(new Exchange(Reply.GRADIENT, true, Wait.BEFORE, true), mixed.exchange(2));
        assertEquals(Exchange.OWN, Recipe.synthetic(0, 0, 3).rule(0).exchange(0));
    }

    @Test
    void cutsHaveStagesAndStagesHaveLayers() {
        assertRefused("stages = 0: must be >= 1", () -> new Cut.Count(0));
        assertRefused("stages = -1: must be >= 0", () -> new Cut.Auto(-1));
        assertRefused("stages = [2, 0]: every stage needs at least 1 layer", () -> new Cut.Layers(List.of(2, 0)));
        assertRefused("stages = []: every stage needs at least 1 layer", () -> new Cut.Layers(List.of()));
        assertRefused(
                "stage 1 of 3 with layers [4, 4) and period 1: empty or out of range",
                () -> new StageRange(1, 3, 4, 4));
    }

    @Test
    void milestonesMayBeZeroButNotLess() {
        assertRefused("evaluation.every = -1: must be >= 0 (0 is the end of each epoch)", () -> new Milestones(-1, 0));
    }

    @Test
    void partsOfTheSettingsCheckThemselves() {
        assertRefused("patience = -1: must be >= 0 (0 is never)", () -> new RunSettings.EarlyStopping(-1, 0));
        assertRefused("min-delta = NaN: must be >= 0", () -> new RunSettings.EarlyStopping(1, Double.NaN));
        assertRefused(
                "precision = []: must be one entry for all stages, or one for each",
                () -> new RunSettings.Compute(Backend.PORTABLE, List.of(), GpuUse.PREFER));
        Duration second = Duration.ofSeconds(1);
        assertRefused(
                "restarts = -1: must be >= 0", () -> new RunSettings.Recovery(-1, second, second, second, second));
        assertRefused(
                "back-off = PT-1S: must be >= 0",
                () -> new RunSettings.Recovery(0, second.negated(), second, second, second));
        assertRefused(
                "start = PT0S: must be > 0", () -> new RunSettings.Recovery(0, second, Duration.ZERO, second, second));
        assertRefused(
                "storage = PT-1S: must be >= 0",
                () -> new RunSettings.Recovery(0, second, second, second, second.negated()));
        assertRefused(
                "stall = PT0S: must be > 0", () -> new RunSettings.Recovery(0, second, second, Duration.ZERO, second));
        var last = RunSettings.Output.Model.LAST;
        assertRefused("timeline-every = -1: must be >= 0 (0 is never)", () -> new RunSettings.Output("d", -1, 1, last));
        assertRefused("keep-checkpoints = 0: must be >= 1", () -> new RunSettings.Output("d", 0, 0, last));
    }

    @Test
    void lockedRunHasNothingToCorrect() {
        Recipe recipe = new Recipe();
        recipe.corrections = new Corrections(5, false);
        assertRefused(
                "corrections.every = 5: must be 0 with locked backpropagation, whose gradients are true already",
                recipe::settings);
    }

    @Test
    void miniBatchHasAtLeastOneExampleForEachMicroBatch() {
        Recipe recipe = new Recipe();
        recipe.learning = Learning.locked(5);
        assertRefused("learning.micro-batches = 5: must be <= training.batch-size = 4", recipe::settings);
    }

    @Test
    void nameOfARunMustBeThatOfAFolder() {
        Recipe recipe = new Recipe();
        recipe.name = "a/b";
        assertRefused(
                "name = a/b: must be made of letters, digits, '.', '_' and '-': it names a folder", recipe::settings);
    }

    @Test
    void planHoldsEveryLayerOnce() {
        RunSettings settings = new Recipe().settings();
        assertRefused(
                "layer 3 must be the first of stage 1, which has layers [4, 8)",
                () -> plan(settings, new StageRange(0, 2, 0, 3), new StageRange(1, 2, 4, 8)));
        assertRefused("the stages hold 5 layers, the network has 8", () -> plan(settings, new StageRange(0, 1, 0, 5)));
        assertRefused("the stages hold 0 layers, the network has 8", () -> plan(settings));
    }

    @Test
    void planHoldsTheStagesOfOneCutInOrder() {
        RunSettings settings = new Recipe().settings();
        assertRefused(
                "stage 0 of 3 stands at 0 of 2: give all stages of one cut, in order",
                () -> plan(settings, new StageRange(0, 3, 0, 3), new StageRange(1, 3, 3, 8)));
        assertRefused(
                "stage 0 of 2 stands at 1 of 2: give all stages of one cut, in order",
                () -> plan(settings, new StageRange(0, 2, 0, 3), new StageRange(0, 2, 3, 8)));
    }

    @Test
    void planNeedsSomethingToTrainOn() {
        RunSettings settings = new Recipe().settings();
        List<StageRange> whole = List.of(new StageRange(0, 1, 0, 8));
        assertRefused(
                "train = 0, validation = 0, test = 1 examples: train must be >= 1, the others >= 0",
                () -> new RunPlan(settings, data(0, 0, 1), whole));
        assertRefused(
                "train = 1, validation = -1, test = 1 examples: train must be >= 1, the others >= 0",
                () -> new RunPlan(settings, data(1, -1, 1), whole));
    }

    @Test
    void precisionIsOneForAllOrOneForEachStage() {
        RunSettings s = new Recipe().settings();
        Recipe recipe = new Recipe();
        recipe.compute =
                new RunSettings.Compute(Backend.PORTABLE, List.of(Precision.F32, Precision.BF16), GpuUse.PREFER);
        RunSettings two = recipe.settings();
        assertRefused(
                "compute.precision: 2 entries for 1 stages: give one entry for all, or one per stage",
                () -> plan(two, new StageRange(0, 1, 0, 8)));
        assertEquals(Precision.BF16, two.compute().of(1));
        assertEquals(Precision.F32, s.compute().of(1));
    }

    @Test
    void dataMustBeThoseOfThePlan() {
        Recipe recipe = new Recipe();
        RunPlan plan = recipe.plan();
        recipe.test = Recipe.points(3, 1);
        assertRefused(
                "test data have 3 examples, the plan says 7 examples: did the files change since the run was planned?",
                () -> new Feed(plan, recipe.data()));
    }

    @Test
    void planTravelsToExecutors() throws IOException, ClassNotFoundException {
        RunPlan plan = new Recipe().plan();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(plan);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Object copy = in.readObject();
            assertEquals(plan, copy);
            assertTrue(copy != plan);
        }
    }

    private static RunPlan plan(RunSettings settings, StageRange... stages) {
        return new RunPlan(settings, data(22, 0, 7), List.of(stages));
    }

    private static DataSummary data(int train, int validation, int test) {
        return Recipe.summary(Recipe.CLASSIFIER, train, validation, test);
    }

    private static void assertRefused(String message, Executable creation) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, creation).getMessage());
    }
}
