package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Context;
import org.sparksg.credit.Delayed;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.FeedbackAlignment;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.NoBackpropagation;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.credit.TargetProjection;
import org.sparksg.metrics.Event;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;

/** What rules have in common: the points where two of them are one, and what every run must keep under any of them. */
@Timeout(120)
class RuleIdentitiesTest {
    private static final OptimizerSettings OPTIMIZER = OptimizerSettings.of(Adam.of(), 0.01);
    private static final AuxiliarySettings HEAD = new AuxiliarySettings(List.of(4), true, OPTIMIZER);
    private static final AuxiliarySettings PREDSIM = new AuxiliarySettings(List.of(), false, 0.99, OPTIMIZER);
    private static final SynthesizerSettings LINEAR = SynthesizerSettings.linear(Context.LABEL, 0.01);

    private static Snapshots.Snapshot run(Learning learning) {
        Recipe recipe = new Recipe();
        recipe.learning = learning;
        return new Rig(recipe).step(Turns.random(5)).state();
    }

    private static void assertLocked(Learning learning) {
        Snapshots.Snapshot locked = run(Learning.locked(1));
        Snapshots.Snapshot found = run(learning);
        locked.arrays().forEach((name, values) -> {
            if (!name.startsWith("boundary")) {
                assertArrayEquals(values, found.arrays().get(name), name);
            }
        });
    }

    @Test
    void interlockingOverAllBoundariesIsBackpropagation() {
        assertLocked(Learning.of(new Interlocked(3, HEAD)));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void gradientsThatAreNotLateAreThoseOfBackpropagation(boolean replay) {
        assertLocked(Learning.of(new Delayed(0, replay)));
    }

    @Test
    void lambdaOneIsBackpropagation() {
        assertLocked(Learning.of(new SyntheticGradients(LINEAR, 0, 1, 1)));
    }

    @Test
    void warmUpWithoutEndIsBackpropagation() {
        assertLocked(Learning.of(new SyntheticGradients(LINEAR, 1_000_000, 0, 1)));
    }

    /** The largest probability below 1 draws for every batch, and every draw says yes. */
    @Test
    void updateProbabilityOneIsTheRuleItself() {
        List<Rule> rules = List.of(SyntheticGradients.of(LINEAR));
        run(new Learning(rules, 1, MicroBatchOrder.FILL_DRAIN, Math.nextDown(1.0)))
                .assertSameAs(run(Learning.of(SyntheticGradients.of(LINEAR))), "p = 1");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4"})
    void oneForwardOneBackwardIsFillDrain(int microBatches) {
        List<Rule> rules = List.of(new Backpropagation());
        run(new Learning(rules, microBatches, MicroBatchOrder.ONE_FORWARD_ONE_BACKWARD, 1))
                .assertSameAs(run(new Learning(rules, microBatches, MicroBatchOrder.FILL_DRAIN, 1)), "1F1B");
    }

    /** Every rule that there is, with each of its settings away from its default. */
    static Stream<Arguments> learnings() {
        Rule synthetic = SyntheticGradients.of(LINEAR);
        return Stream.of(
                Arguments.of("synthetic", Learning.of(synthetic)),
                Arguments.of("warm-up", Learning.of(new SyntheticGradients(LINEAR, 4, 0, 2))),
                Arguments.of("mix", Learning.of(new SyntheticGradients(LINEAR, 2, 0.5, 1))),
                Arguments.of("scaled, gated", Learning.of(new SyntheticGradients(LINEAR, 0, 0, 1, 0.5, 0, 0.9))),
                Arguments.of("SG+prop", Learning.of(new SyntheticGradients(LINEAR, 0, 0, 1, 1, 0.1, 0))),
                Arguments.of("p", new Learning(List.of(synthetic), 1, MicroBatchOrder.FILL_DRAIN, 0.4)),
                Arguments.of("feedback alignment", Learning.of(new FeedbackAlignment())),
                Arguments.of("direct feedback", Learning.of(DirectFeedback.random())),
                Arguments.of("target projection", Learning.of(new TargetProjection())),
                Arguments.of("no backpropagation", Learning.of(new NoBackpropagation())),
                Arguments.of("local", Learning.of(new LocalLoss(HEAD))),
                Arguments.of("predsim", Learning.of(new LocalLoss(PREDSIM))),
                Arguments.of("pairwise", Learning.of(new Interlocked(1, HEAD))),
                Arguments.of("3-wise", Learning.of(new Interlocked(2, HEAD))),
                Arguments.of("delayed", Learning.of(new Delayed(1, false))),
                Arguments.of("late", Learning.of(new Delayed(2, false))),
                Arguments.of("replay", Learning.of(new Delayed(1, true))),
                Arguments.of(
                        "complete unlock", new Learning(List.of(synthetic), 1, MicroBatchOrder.FILL_DRAIN, LINEAR, 1)),
                Arguments.of("by boundary", Learning.of(new Backpropagation(), synthetic, DirectFeedback.random())));
    }

    private static Recipe recipe(Learning learning) {
        Recipe recipe = new Recipe();
        recipe.stages = List.of(3, 2, 2, 1);
        recipe.learning = learning;
        recipe.milestones = new Milestones(4, 5);
        if (learning.objectionToCorrections().isEmpty()) {
            recipe.corrections = new Corrections(3, false);
        }
        return recipe;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learnings")
    void deterministicRunsAreTheSameInWhateverOrderStagesWork(String name, Learning learning) {
        Recipe recipe = recipe(learning);
        Snapshots.Snapshot inTurn = new Rig(recipe).step().state();
        new Rig(recipe).step(Turns.random(3)).state().assertSameAs(inTurn, name);
        new Rig(recipe).run().state().assertSameAs(inTurn, name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learnings")
    void implicitStepsGoWithEveryRuleInWhateverOrderStagesWork(String name, Learning learning) {
        Recipe recipe = recipe(learning);
        Snapshots.Snapshot explicit = new Rig(recipe).step().state();
        recipe.optimizer = Recipe.implicit();
        Snapshots.Snapshot inTurn = new Rig(recipe).step().state();
        assertThrows(AssertionError.class, () -> inTurn.assertSameAs(explicit, name));
        inTurn.arrays()
                .forEach((part, values) ->
                        assertTrue(Arrays.stream(values).allMatch(Double::isFinite), name + ", " + part));
        new Rig(recipe).step(Turns.random(3)).state().assertSameAs(inTurn, name);
        new Rig(recipe).run().state().assertSameAs(inTurn, name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learnings")
    void runResumedFromACheckpointEndsWhereTheWholeRunDoes(String name, Learning learning) {
        Recipe recipe = recipe(learning);
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Snapshots.Snapshot whole = new Rig(recipe, parts).step().state();
        Rig.Parts rest = new Rig.Parts();
        rest.from = saved.byBatches().get(5L);
        new Rig(recipe, rest).step().state().assertSameAs(whole, name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learnings")
    void runThatTakesGradientsAsTheyComeEndsToo(String name, Learning learning) {
        Recipe recipe = recipe(learning);
        recipe.deterministic = false;
        Rig.Parts parts = new Rig.Parts();
        parts.wires = LateLink.everywhere(4, 9);
        Rig rig = new Rig(recipe, parts).step(Turns.random(8));
        for (int stage = 0; stage < 4; stage++) {
            assertEquals(12, rig.events(stage, Event.Step.class).size(), name);
        }
        int corrections = recipe.corrections.every() == 0 ? 0 : 4;
        for (int boundary = 0; boundary < 3; boundary++) {
            assertEquals(
                    corrections, rig.events(boundary, Event.Correction.class).size(), name);
        }
    }

    @Test
    void lateGradientsAreAsLateAsTheRuleSays() {
        Recipe recipe = new Recipe();
        recipe.learning = Learning.of(new Delayed(2, false));
        recipe.epochs = 4;
        recipe.milestones = new Milestones(1000, 1000); // a checkpoint waits for what is under way
        Rig rig = new Rig(recipe).step();
        for (int stage = 0; stage < 3; stage++) {
            List<Event.Step> steps = rig.events(stage, Event.Step.class);
            long lag = 2L * (3 - stage);
            for (Event.Step step : steps) {
                long applied = step.batchId() - 1 - lag; // before this batch; the first ones find no updates between
                assertEquals(Math.max(0, Math.min(applied, lag)), step.staleness(), stage + ": " + step);
            }
        }
    }

    @Test
    void rulesThatMakeNoSenseTogetherAreRefusedWithTheReason() {
        assertRefused(
                "learning.rule: boundary 0 with direct feedback alignment below boundary 1 with locked backpropagation: it needs the"
                        + " gradient of the output, which does not get there: use it at all boundaries above, too",
                DirectFeedback.random(),
                new Backpropagation(),
                new Backpropagation());
        assertRefused(
                "learning.rule: boundary 1 with locked backpropagation below boundary 2 with no backpropagation: it needs a gradient"
                        + " that the stage above never has: use no backpropagation here, too",
                new NoBackpropagation(),
                new Backpropagation(),
                new NoBackpropagation());
        assertRefused(
                "learning.rule: boundary 0 with delayed gradients below boundary 1 with locked backpropagation: it cannot stand beside"
                        + " another rule: late and interlocked gradients pass all boundaries: use one rule for all of"
                        + " them",
                new Delayed(1, false),
                new Backpropagation(),
                new Backpropagation());
        assertRefused(
                "learning.distance = 4: must be <= 3, the number of boundaries, which is end-to-end",
                new Interlocked(4, HEAD));
        assertRefused(
                "learning.rule: 2 rules, but 4 stages have 3 boundaries: give one for all, or one for each",
                new Backpropagation(),
                new FeedbackAlignment());
        assertRefused(
                "network.loss = softmax-cross-entropy: with kickback the sum of the gradient over the classes is always 0,"
                        + " so nothing below the last stage would learn: use squared-error",
                DirectFeedback.kickback());
    }

    @Test
    void rulesWhoseFactsContradictEachOtherAreRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> Learning.of(new Nowhere()))
                .getMessage();
        assertEquals(
                "rule = losses from nowhere: distance = 0, lag = 0: the distance must be >= 1 with the reply LOSSES and 0"
                        + " without, the lag >= 0",
                message);
    }

    private record Nowhere() implements Rule {
        @Override
        public String label() {
            return "losses from nowhere";
        }

        @Override
        public Exchange exchange(long batchId) {
            return new Exchange(Exchange.Reply.LOSSES, true, Exchange.Wait.BEFORE, false);
        }
    }

    @Test
    void synthesizersNeedSomebodyWhoTeachesThem() {
        Recipe recipe = new Recipe();
        recipe.stages = List.of(3, 2, 3);
        recipe.learning = Learning.of(SyntheticGradients.of(LINEAR), new NoBackpropagation());
        String message =
                assertThrows(IllegalArgumentException.class, recipe::plan).getMessage();
        assertTrue(message.contains("synthetic gradients below boundary 1 with no backpropagation"), message);
    }

    @Test
    void lateUpdatesCannotBeSkipped() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Learning(List.of(new Delayed(1, false)), 1, MicroBatchOrder.FILL_DRAIN, 0.5));
    }

    @Test
    void correctionsThatCannotBeAreRefusedForTheirOwnReason() {
        assertCorrectionsRefused(
                "micro-batches = 2: a correction is one batch",
                new Learning(List.of(new FeedbackAlignment()), 2, MicroBatchOrder.FILL_DRAIN, 1));
        assertCorrectionsRefused("features replay, which has no", Learning.of(new Delayed(1, true)));
        assertCorrectionsRefused(
                "synthetic inputs: the loss",
                new Learning(List.of(SyntheticGradients.of(LINEAR)), 1, MicroBatchOrder.FILL_DRAIN, LINEAR, 1));
    }

    private static void assertCorrectionsRefused(String why, Learning learning) {
        Recipe recipe = new Recipe();
        recipe.learning = learning;
        recipe.corrections = new Corrections(3, false);
        String message =
                assertThrows(IllegalArgumentException.class, recipe::plan).getMessage();
        assertTrue(message.startsWith("corrections.every = 3: must be 0 with " + why), message);
    }

    @Test
    void updateProbabilityNeedsStagesThatDoNotWait() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new Learning(List.of(new Backpropagation()), 1, MicroBatchOrder.FILL_DRAIN, 0.5))
                .getMessage();
        assertTrue(
                message.startsWith(
                        "update-probability = 0.5: must be 1 with locked backpropagation, since a stage that waits"),
                message);
    }

    private static void assertRefused(String message, Rule... rules) {
        Recipe recipe = new Recipe();
        recipe.learning = Learning.of(rules);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, recipe::plan).getMessage());
    }
}
