package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Context;
import org.sparksg.credit.Delayed;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.EligibilityTraces;
import org.sparksg.credit.FutureGradients;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.credit.TimeRule;
import org.sparksg.data.Examples;
import org.sparksg.data.Text;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Embedding;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.LastStep;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Recurrent;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Transformer;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Shape;

/** Text in windows, whose states go on from batch to batch, in stages. */
@Timeout(60)
class SequencesTest {
    private static final int WINDOW = 4;
    private static final int ROWS = 5;
    private static final int LETTERS = 4;
    private static final List<List<Integer>> CUTS = List.of(List.of(1, 1, 1, 1), List.of(2, 2), List.of(3, 1));

    @TempDir
    Path dir;

    private Recipe recipe(Network network, int epochs) throws IOException {
        Recipe recipe = new Recipe();
        recipe.network = network;
        recipe.stages = List.of(network.size());
        recipe.learning = Learning.locked(1);
        recipe.batchSize = ROWS;
        recipe.epochs = epochs;
        recipe.train = text("train", 4 * ROWS * WINDOW + 11); // a part of a batch is left over
        recipe.heldOut = text("held-out", 3 * ROWS * WINDOW + 6);
        recipe.test = null;
        return recipe;
    }

    /** A rhyme in which the letter that follows depends on one that is long gone. */
    private Examples text(String name, int length) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < length; i++) {
            text.append(i % 2 == 0 ? "abcadb" : "bbcbda");
        }
        Path file = Files.writeString(dir.resolve(name), text.substring(0, length));
        List<String> letters = List.of("a", "b", "c", "d");
        return new Text(file.toString(), Text.Units.CHARACTERS, WINDOW, true, letters).load(new Configuration());
    }

    private static Network recurrent() {
        Initializer initializer = new Initializer.GlorotUniform();
        return new Network(
                Shape.of(WINDOW),
                LETTERS,
                List.of(
                        new Embedding(3, new Initializer.Normal(1)),
                        new Recurrent(Cell.LSTM, 5, initializer),
                        new Recurrent(Cell.GRU, 4, initializer),
                        Dense.of(LETTERS)),
                new SoftmaxCrossEntropy());
    }

    private static Network attentive() {
        Initializer initializer = new Initializer.Normal(0.3);
        return new Network(
                Shape.of(WINDOW),
                LETTERS,
                List.of(
                        new Embedding(4, new Initializer.Normal(1)),
                        new Transformer(2, 4, 8, true, false, 0.1, initializer),
                        new Transformer(2, 4, 8, true, true, 0, initializer),
                        Dense.of(LETTERS)),
                new SoftmaxCrossEntropy());
    }

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

    static Stream<Rule> rules() {
        OptimizerSettings adam = OptimizerSettings.of(Adam.of(), 0.01);
        AuxiliarySettings head = new AuxiliarySettings(List.of(), false, adam);
        return Stream.of(
                SyntheticGradients.of(SynthesizerSettings.linear(Context.LABEL, 0.01)),
                SyntheticGradients.of(new SynthesizerSettings(List.of(6), false, Context.NONE, adam)),
                new LocalLoss(head),
                new Interlocked(1, head),
                new Delayed(1, false),
                new Delayed(1, true),
                DirectFeedback.random());
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

    private static FutureGradients future(double rate, double auxiliary) {
        OptimizerSettings adam = OptimizerSettings.of(Adam.of(), rate);
        return new FutureGradients(new SynthesizerSettings(List.of(6), false, Context.NONE, adam), 1, auxiliary);
    }

    private static EligibilityTraces traces(double rate) {
        return new EligibilityTraces(0.7, 0.9, 0.3, OptimizerSettings.of(Adam.of(), rate));
    }

    static Stream<TimeRule> times() {
        return Stream.of(future(0.01, 0.5), traces(0.01));
    }

    @ParameterizedTest
    @MethodSource("times")
    void aWindowAsLongAsTheSequenceHasNoFuture(TimeRule time) throws IOException {
        Recipe recipe = recipe(recurrent(), 4);
        recipe.train = text("short", ROWS * WINDOW + 1); // one window for each row
        Snapshots.Snapshot whole = new Rig(recipe).step().state();
        recipe.learning = recipe.learning.through(time);
        stages(new Rig(recipe).step().state()).assertSameAs(whole, recipe);
    }

    @Test
    void tracesThatLearnNothingAreTruncation() throws IOException {
        Recipe recipe = recipe(recurrent(), 2);
        recipe.stages = CUTS.get(1);
        Snapshots.Snapshot truncated = new Rig(recipe).step().state();
        recipe.learning = recipe.learning.through(traces(1e-300));
        stages(new Rig(recipe).step().state()).assertSameAs(truncated, recipe);
    }

    @Test
    void tracesAreRefusedWhereNotEveryBatchIsLearnedFromInItsTurn() throws IOException {
        Recipe recipe = recipe(recurrent(), 2);
        recipe.learning = Learning.of(SyntheticGradients.of(SynthesizerSettings.linear(Context.LABEL, 0.01)))
                .through(traces(0.01));
        recipe.corrections = new Corrections(2, true);
        recipe.stages = CUTS.get(1);
        String message = assertThrows(BadSetting.class, recipe::plan).getMessage();
        assertTrue(message.contains("corrections.apply") && message.contains("bp-lambda"), message);
        recipe.corrections = new Corrections(0, false);
        recipe.learning = Learning.of(new Delayed(1, false)).through(traces(0.01));
        recipe.plan();
        recipe.every = List.of(1, 2);
        String clocks = assertThrows(BadSetting.class, recipe::plan).getMessage();
        assertTrue(clocks.contains("learning.time.rule = bp-lambda") && clocks.contains("in their order"), clocks);
        String parts = assertThrows(BadSetting.class, () -> Learning.locked(2).through(traces(0.01)))
                .getMessage();
        assertTrue(parts.contains("micro-batches"), parts);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void aFutureOfZerosIsTruncation(int cut) throws IOException {
        Recipe recipe = recipe(recurrent(), 2);
        recipe.stages = CUTS.get(cut);
        Snapshots.Snapshot truncated = new Rig(recipe).step().state();
        recipe.learning = recipe.learning.through(future(1e-300, 0)); // starts with zeros, and stays there
        stages(new Rig(recipe).step().state()).assertSameAs(truncated, recipe);
        recipe.learning = recipe.learning.through(future(0.01, 0));
        Snapshots.Snapshot learned = new Rig(recipe).step().state();
        assertThrows(AssertionError.class, () -> stages(learned).assertSameAs(truncated, recipe));
    }

    private static Snapshots.Snapshot stages(Snapshots.Snapshot all) {
        Map<String, double[]> arrays = new TreeMap<>(all.arrays());
        arrays.keySet().removeIf(name -> name.startsWith("time-"));
        Map<String, Long> steps = new TreeMap<>(all.steps());
        steps.keySet().removeIf(name -> name.startsWith("time-"));
        return new Snapshots.Snapshot(all.batchesDone(), arrays, steps, all.raises());
    }

    @Test
    void theFutureLearnsFromEachBatchThatGoesOn() throws IOException {
        Recipe recipe = recipe(recurrent(), 3);
        recipe.stages = CUTS.get(0); // the first stage and the last carry nothing
        recipe.learning = recipe.learning.through(future(0.01, 0.5));
        Snapshots.Snapshot state = new Rig(recipe).step().state();
        for (String name : List.of("time-1-2", "time-2-3", "time-1-2/auxiliary", "time-2-3/auxiliary")) {
            assertEquals(3 * 3L, state.steps().get(name), name); // four batches an epoch
        }
        assertFalse(state.steps().containsKey("time-0-1") || state.steps().containsKey("time-3-4"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void timeGoesWithEveryRuleInDepth(Rule rule) throws IOException {
        Recipe recipe = recipe(recurrent(), 60);
        recipe.stages = CUTS.get(1);
        recipe.learning = Learning.of(rule);
        Snapshots.Snapshot without = new Rig(recipe).step().state();
        recipe.learning = Learning.of(rule).through(traces(0.01));
        double traced = last(new Rig(recipe).step());
        assertTrue(traced < 1.0, rule.label() + " with traces: " + traced);
        recipe.learning = Learning.of(rule).through(future(0.01, 0.1));
        Rig rig = new Rig(recipe).step();
        assertTrue(last(rig) < 1.0, rule.label() + ": " + last(rig));
        assertThrows(AssertionError.class, () -> stages(rig.state()).assertSameAs(without, rule));
    }

    private static double last(Rig rig) {
        List<Event.Evaluation> found = rig.evaluations();
        return found.get(found.size() - 1).loss();
    }

    @ParameterizedTest
    @MethodSource("times")
    void aResumedRunGoesOnWithTheFuture(TimeRule time) throws IOException {
        Recipe recipe = recipe(recurrent(), 2);
        recipe.stages = CUTS.get(1);
        recipe.learning = recipe.learning.through(time);
        recipe.milestones = new Milestones(0, 3);
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Snapshots.Snapshot whole = new Rig(recipe, parts).step().state();
        Rig.Parts resumed = new Rig.Parts();
        resumed.from = saved.byBatches().get(3L);
        new Rig(recipe, resumed).step().state().assertSameAs(whole, recipe);
    }

    @Test
    void anEvaluationInTheMiddleOfAnEpochChangesNothing() throws IOException {
        Recipe recipe = recipe(recurrent(), 2);
        recipe.stages = CUTS.get(1);
        Snapshots.Snapshot undisturbed = new Rig(recipe).step().state();
        recipe.milestones = new Milestones(1, 0);
        new Rig(recipe).step().state().assertSameAs(undisturbed, recipe);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void correctionsGoWithStatesAndTime(boolean apply) throws IOException {
        Recipe recipe = recipe(recurrent(), 3);
        recipe.stages = CUTS.get(1);
        recipe.learning = Learning.of(SyntheticGradients.of(SynthesizerSettings.linear(Context.LABEL, 0.01)))
                .through(future(0.01, 0));
        recipe.corrections = new Corrections(2, apply);
        Rig rig = new Rig(recipe).step();
        assertFalse(rig.events(0, Event.Correction.class).isEmpty());
        long lessons = rig.state().steps().get("time-0-2");
        assertTrue(lessons > 0 && lessons <= 3 * 3, "one for each batch that goes on at most: " + lessons);
    }

    /** Four batches an epoch; the last stage has every second one. */
    @Test
    void batchesThatAreNotSentTeachWhatIsCarriedOn() throws IOException {
        Recipe recipe = recipe(recurrent(), 3);
        recipe.stages = CUTS.get(1);
        recipe.every = List.of(1, 2);
        assertEquals(6, new Rig(recipe).step().state().steps().get("layer-1"));
        for (Rule rule : List.of(new Backpropagation(), new Delayed(1, false), new Delayed(1, true))) {
            recipe.learning = Learning.of(rule).through(future(0.01, 0.1));
            Map<String, Long> steps = new Rig(recipe).step().state().steps();
            assertEquals(12, steps.get("layer-1"), rule.label());
            assertEquals(6, steps.get("layer-2"));
            assertEquals(3 * 3, steps.get("time-0-2"), "each but the first one of an epoch");
            assertEquals(3, steps.get("time-2-4"));
        }
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
