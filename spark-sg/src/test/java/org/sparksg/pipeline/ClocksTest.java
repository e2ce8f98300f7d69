package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Context;
import org.sparksg.credit.Delayed;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.FeedbackAlignment;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.data.Shuffle;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Updater;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;

/** Stages that train on every n-th batch of the stage below only. Twelve batches in two epochs. */
@Timeout(60)
class ClocksTest {
    private static final int NEVER = 1_000_000;
    private static final AuxiliarySettings HEAD =
            new AuxiliarySettings(List.of(), false, OptimizerSettings.of(Adam.of(), 0.01));

    private static Recipe recipe(Learning learning, Integer... every) {
        Recipe recipe = new Recipe();
        recipe.stages = List.of(List.of(8), List.of(3, 5), List.of(3, 2, 3), List.of(3, 2, 2, 1))
                .get(every.length - 1);
        recipe.every = List.of(every);
        recipe.learning = learning;
        return recipe;
    }

    @Test
    void clocksOfOneAreNone() {
        Recipe recipe = recipe(Recipe.synthetic(0, 0, 1), 1, 1, 1, 1);
        RunPlan plan = recipe.plan();
        recipe.every = List.of();
        assertEquals(recipe.plan().stages(), plan.stages());
        assertEquals(recipe.settings(), plan.settings());
    }

    @Test
    void periodOfAStageIsTheProductOfAllBelow() {
        List<StageRange> stages = recipe(Learning.locked(1), 1, 2, 1, 3).plan().stages();
        assertEquals(
                List.of(1, 2, 2, 6), stages.stream().map(StageRange::period).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void lowerStageOfADecoupledRunLearnsFromAllBatchesAndItsSynthesizerFromThoseThatItSends(int n) {
        Snapshots.Snapshot state =
                new Rig(recipe(Recipe.synthetic(0, 0, 1), 1, n)).step().state();
        assertEquals(12, state.steps().get("layer-0"));
        assertEquals(12 / n, state.steps().get("boundary-3"));
        assertEquals(12 / n, state.steps().get("layer-7"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void lowerStageOfALockedRunLearnsFromWhatItSends(int n) {
        Rig rig = new Rig(recipe(Learning.locked(1), 1, n)).step();
        assertEquals(12, rig.events(0, Event.Step.class).size(), "it goes forward with all");
        assertEquals(12 / n, rig.events(1, Event.Step.class).size());
        assertEquals(12 / n, rig.state().steps().get("layer-0"));
        assertEquals(12 / n, rig.state().steps().get("layer-7"));
    }

    static Stream<Arguments> clocks() {
        return Stream.of(
                Arguments.of((Object) new Integer[] {1, 2}),
                Arguments.of((Object) new Integer[] {1, 4}),
                Arguments.of((Object) new Integer[] {1, 2, 2}),
                Arguments.of((Object) new Integer[] {1, 1, 5, 1}), // two batches are left over at the end
                Arguments.of((Object) new Integer[] {1, 3, 1, 2}));
    }

    /** Dropout, batch normalisation and short batches included. */
    @ParameterizedTest
    @MethodSource("clocks")
    void lockedRunIsOneOnTheBatchesOfAllStages(Integer... every) {
        Recipe recipe = recipe(Learning.locked(1), every);
        Map<String, double[]> found = new Rig(recipe).step().state().parametersBelow(8);
        Map<String, double[]> expected = onEvery(recipe.plan().clocks().period(), recipe);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
    }

    /** Trains the unsplit network on every n-th batch, in plain sight. */
    private static Map<String, double[]> onEvery(int n, Recipe recipe) {
        RunPlan plan = recipe.plan();
        Kernels kernels = new ReferenceKernels();
        Chain chain = new Chain(plan.network(), 0, plan.network().size(), plan.largestBatch(), kernels);
        Variables variables = chain.newVariables();
        Gradient gradient = chain.newGradient();
        ChainPass pass = chain.newPass(variables, gradient);
        Updater updater = new Updater(plan.settings().optimizer(), variables, kernels);
        variables.initialise(plan.settings().seed());
        for (long batch = n - 1L; batch < plan.calendar().batches(); batch += n) {
            int rows = plan.calendar().size(batch);
            Tensor x = kernels.zeros(plan.network().input().batch(rows));
            Tensor target = kernels.zeros(plan.network().target().batch(rows));
            Tensor dy = kernels.zeros(plan.network().output().batch(rows));
            int[] order = new Shuffle(plan.data().train(), plan.settings().seed())
                    .epoch(plan.calendar().epoch(batch));
            recipe.train.gather(order, plan.calendar().position(batch), x, target);
            gradient.begin();
            Tensor output = pass.train(x, Hash.mix(Hash.mix(plan.settings().seed(), batch), 0));
            plan.network().loss().evaluate(kernels, output, target, dy, kernels.sum(), false);
            pass.backwardToParameters(dy);
            updater.step(kernels, variables, gradient, 1.0 / rows);
        }
        return Weights.byName(
                variables.parameters(), variables.parameters().flat().toArray());
    }

    @Test
    void microBatchesTravelOfBatchesThatAreSentOnly() {
        Recipe recipe = recipe(Learning.locked(1), 1, 2, 1);
        recipe.network = new Network(
                Shape.of(4), List.of(Dense.of(5), Dense.of(4), Dense.of(Recipe.CLASSES)), new SoftmaxCrossEntropy());
        recipe.stages = List.of(1, 1, 1);
        Map<String, double[]> whole = new Rig(recipe).step().state().parametersBelow(3);
        for (MicroBatchOrder order : MicroBatchOrder.values()) {
            recipe.learning = new Learning(recipe.learning.rules(), 3, order, 1);
            Map<String, double[]> found = new Rig(recipe).step().state().parametersBelow(3);
            whole.forEach((name, values) -> assertArrayEquals(values, found.get(name), 1e-12, name));
        }
    }

    @Test
    void aStageWithALossOfItsOwnDoesNotDependOnTheClockAbove() {
        Recipe recipe = recipe(Learning.of(new LocalLoss(HEAD)), 1, 1, 1);
        Snapshots.Snapshot expected = new Rig(recipe).step().state();
        for (List<Integer> every : List.of(List.of(1, 1, 2), List.of(1, 1, 4), List.of(1, 1, 12))) {
            recipe.every = every;
            Snapshots.Snapshot found = new Rig(recipe).step().state();
            expected.arrays().forEach((name, values) -> {
                if (!name.matches("(.*/)?[567]\\..*")) {
                    assertArrayEquals(values, found.arrays().get(name), name);
                }
            });
            assertNotEquals(
                    expected.arrays().get("7.dense.weight")[0], found.arrays().get("7.dense.weight")[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void aDelayOfNoneIsBackpropagation(boolean replay) {
        Recipe recipe = recipe(Learning.locked(1), 1, 2, 2);
        Snapshots.Snapshot locked = new Rig(recipe).step().state();
        recipe.learning = Learning.of(new Delayed(0, replay));
        new Rig(recipe).step(Turns.random(3)).state().assertSameAs(locked, recipe);
    }

    /** Batches 3, 7 and 11 come back; the gradient of 3 before 8, and that of 7 only when the run ends. */
    @Test
    void aLateGradientIsLateByUpdatesThatTheStageCanMake() {
        Recipe recipe = recipe(Learning.of(new Delayed(1, false)), 1, 4);
        recipe.milestones = new Milestones(NEVER, NEVER);
        Rig rig = new Rig(recipe).step();
        List<Event.Step> steps = rig.events(0, Event.Step.class);
        assertEquals(
                List.of(8L),
                steps.stream()
                        .filter(step -> step.backwardMs() > 0)
                        .map(Event.Step::batchId)
                        .toList());
        assertEquals(3, rig.state().steps().get("layer-0"));
    }

    static Stream<Arguments> runs() {
        Corrections none = new Corrections(0, false);
        return Stream.of(
                Arguments.of(Recipe.synthetic(3, 0, 2), new Corrections(3, false)),
                Arguments.of(Recipe.synthetic(0, 0, 1), new Corrections(5, true)),
                Arguments.of(Recipe.synthetic(0, 0.5, 1), none),
                Arguments.of(
                        Learning.of(new SyntheticGradients(
                                SynthesizerSettings.linear(Context.LABEL, 0.01), 0, 0, 1, 1, 0.1, 0)),
                        none),
                Arguments.of(Learning.locked(1), none),
                Arguments.of(Learning.of(new FeedbackAlignment()), none),
                Arguments.of(Learning.of(DirectFeedback.random()), new Corrections(2, false)),
                Arguments.of(Learning.of(new Delayed(2, false)), none),
                Arguments.of(Learning.of(new Delayed(1, true)), none),
                Arguments.of(Learning.of(new Delayed(1, true, false, true)), none),
                Arguments.of(Learning.of(new LocalLoss(HEAD)), none));
    }

    /** Checkpoints after 5 and 10 batches, where no other stage than the first has just trained. */
    @ParameterizedTest
    @MethodSource("runs")
    void aRunThatResumesBetweenTicksGivesTheSameBits(Learning learning, Corrections corrections) {
        Recipe recipe = recipe(learning, 1, 2, 1, 2);
        recipe.corrections = corrections;
        recipe.milestones = new Milestones(3, 5);
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Rig whole = new Rig(recipe, parts).step();
        assertEquals(Map.of(5L, 4, 10L, 4, 12L, 4), saved.stages());
        for (Snapshots.Snapshot from : saved.byBatches().values()) {
            Rig.Parts resumed = new Rig.Parts();
            resumed.from = from;
            Rig rest = new Rig(recipe, resumed).step(Turns.random(from.batchesDone()));
            rest.state().assertSameAs(whole.state(), from.batchesDone() + " batches of " + recipe);
            assertEquals(
                    whole.evaluations().get(3),
                    rest.evaluations().get(rest.evaluations().size() - 1));
        }
    }

    @Test
    void allStagesAreEvaluatedAtAnyBatchAndAtTheEnd() {
        Recipe recipe = recipe(Recipe.synthetic(0, 0, 1), 1, 5, 1);
        recipe.milestones = new Milestones(1, 7);
        Rig rig = new Rig(recipe).step();
        assertEquals(12, rig.evaluations().size());
        assertEquals(
                List.of(4L, 9L),
                rig.events(2, Event.Step.class).stream()
                        .map(Event.Step::batchId)
                        .toList());
        rig.agents.forEach(agent -> assertEquals(12, agent.batchesDone()));
    }

    /**
     * Symptom of an earlier version: the third stage, which has no batch 6, had begun to wait for the evaluation after batch 6, and did not
     * pass the gradient of batch 5 on, for which the stages below waited before batch 6.
     */
    @Test
    void gradientsPassAStageThatWaitsForAnEvaluation() {
        Recipe recipe = recipe(Learning.of(new Delayed(0, false)), 1, 1, 2, 3);
        recipe.milestones = new Milestones(1, NEVER);
        Snapshots.Snapshot expected = new Rig(recipe).step().state();
        new Rig(recipe).step(Turns.greedyDownwards()).state().assertSameAs(expected, recipe);
        recipe.learning = Learning.locked(1);
        new Rig(recipe).step().state().assertSameAs(expected, recipe);
    }

    @ParameterizedTest
    @CsvSource({"1,2", "4,11"})
    void aDecoupledStageIsAheadByAWindowOfTheBatchesThatItSends(int n, int batches) {
        for (Learning learning : List.of(Recipe.synthetic(0, 0, 1), Learning.of(new LocalLoss(HEAD)))) {
            Recipe recipe = recipe(learning, 1, n);
            recipe.milestones = new Milestones(NEVER, NEVER);
            Rig rig = new Rig(recipe);
            rig.exhaust(0);
            assertEquals(batches, rig.agents.get(0).batchesDone());
            assertEquals(2, rig.upperEnds.get(0).waiting());
            assertEquals(batches, rig.models.get(0).updater().steps());
        }
    }

    /** Every fifth batch, or the next one in four. */
    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "2,1", "2,3"})
    void correctionsWaitForABatchOfAllStages(int first, int window) {
        Recipe recipe = recipe(Recipe.synthetic(0, 0, NEVER), 1, first, 4 / first);
        recipe.corrections = new Corrections(5, true);
        recipe.window = window;
        Rig rig = new Rig(recipe).step(Turns.random(5));
        for (int boundary = 0; boundary < 2; boundary++) {
            List<Event.Correction> rows = rig.events(boundary, Event.Correction.class);
            assertEquals(
                    List.of(7L, 11L),
                    rows.stream().map(Event.Correction::batchId).toList());
            assertTrue(rows.get(0).trueNorm() > 0);
        }
        assertEquals(12, rig.state().steps().get("layer-0"));
        assertEquals(3, rig.state().steps().get("layer-7"));
    }

    @Test
    void correctionsAreTheFirstBatchesOfAllStagesThatAreNotTooEarly() {
        Corrections corrections = new Corrections(10, false);
        assertEquals(List.of(11L, 19L, 31L), corrected(corrections, 4, 32));
        assertEquals(8, corrections.distance(4));
        assertEquals(List.of(9L, 19L, 29L), corrected(corrections, 1, 32));
        assertEquals(List.of(2L, 5L, 8L), corrected(new Corrections(1, false), 3, 11));
        assertEquals(3, new Corrections(1, false).distance(3));
    }

    private static List<Long> corrected(Corrections corrections, int period, long batches) {
        return Stream.iterate(0L, batch -> batch < batches, batch -> batch + 1)
                .filter(batch -> corrections.at(batch, period))
                .toList();
    }

    @Test
    void repliesNeverFindTheLinkFull() {
        Rig.Parts parts = new Rig.Parts();
        parts.wires = (link, stage, wakeup) -> (Link) Proxy.newProxyInstance(
                Link.class.getClassLoader(), new Class<?>[] {Link.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(link, arguments);
                    boolean full = result == Link.Offer.BACK_PRESSURED;
                    Header.Kind kind = full ? ((Header) arguments[0]).kind() : Header.Kind.ACTIVATION;
                    assertTrue(kind == Header.Kind.ACTIVATION || kind == Header.Kind.EVALUATION, kind + " of " + stage);
                    return result;
                });
        for (long seed = 0; seed < 100; seed++) {
            new Rig(RandomRecipes.clocked(seed), parts).step(Turns.greedyDownwards());
        }
    }

    /** A stage that waits for a thousand batches of the one below must be told from one that waits for a stage that hangs. */
    @Test
    void aBatchThatIsNotSentIsASignOfLife() {
        Recipe recipe = recipe(Learning.locked(1), 1, 2);
        recipe.milestones = new Milestones(NEVER, NEVER);
        Rig rig = new Rig(recipe);
        long before = rig.upperEnds.get(0).signs();
        rig.advance(1);
        assertEquals(before + 1, rig.upperEnds.get(0).signs());
        rig.advance(2);
        assertEquals(before + 1, rig.upperEnds.get(0).signs());
    }

    @Test
    void theTimelineHasTheNextBatchThatTheStageTrainsOn() {
        Recipe recipe = recipe(Learning.locked(1), 1, 2);
        recipe.output = new RunSettings.Output("unused", 8, 1, RunSettings.Output.Model.LAST);
        Rig rig = new Rig(recipe).step();
        for (int stage = 0; stage < 2; stage++) {
            assertEquals(
                    stage == 0 ? List.of(0L, 8L) : List.of(1L, 9L),
                    rig.events(stage, Event.Interval.class).stream()
                            .map(Event.Interval::batchId)
                            .distinct()
                            .toList());
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertRefused(
                "learning.rule = pairwise interlocking: its losses would wait for stages that do not train on the batch:"
                        + " stages has every > 1: use another rule, or every = 1",
                recipe(Learning.of(new Interlocked(1, HEAD)), 1, 2));
        SynthesizerSettings inputs = SynthesizerSettings.linear(Context.NONE, 0.01);
        Learning unlocked = new Learning(List.of(new LocalLoss(HEAD)), 1, MicroBatchOrder.FILL_DRAIN, inputs, 1);
        assertRefused(
                "learning.synthetic-inputs = true: a stage that makes up its inputs trains on every batch: stages has"
                        + " every > 1: make it false, or use every = 1",
                recipe(unlocked, 1, 2));
        assertRefused(
                "stages: the last stage trains once in 20 batches, and the run has 12: it would never train: make every"
                        + " smaller, or training.epochs larger",
                recipe(Learning.locked(1), 1, 5, 4));
        assertRefused(
                "stages: stage 0 has every = 2: must be 1: the first stage trains on every batch",
                recipe(Learning.locked(1), 2, 2));
        assertRefused("stages: stage 1 has every = 0: must be >= 1", recipe(Learning.locked(1), 1, 0));
        assertRefused(
                "stages: stage 2 has every = 1001: the stage would train once in 1001000 batches: must be at most"
                        + " 1000000",
                recipe(Learning.locked(1), 1, 1000, 1001));
    }

    private static void assertRefused(String expected, Recipe recipe) {
        assertEquals(expected, assertThrows(BadSetting.class, recipe::plan).getMessage());
    }
}
