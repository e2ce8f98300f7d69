package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Context;
import org.sparksg.credit.Delayed;
import org.sparksg.credit.EligibilityTraces;
import org.sparksg.credit.FutureGradients;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.credit.TimeRule;
import org.sparksg.metrics.Event;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;

/** What is carried on has a gradient of the future. */
@Timeout(60)
class FutureTest extends SequencesCase {
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
}
