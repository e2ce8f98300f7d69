package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.metrics.Event;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;

/** A true gradient travels the whole chain while the weights move on: it must be exact all the same. */
@Timeout(60)
class CorrectionsTest {
    private static final int NEVER = 1_000_000;
    private static final double RATE = 0.1;

    private final List<Recorded> credits = new ArrayList<>();
    private final List<double[]> topWeights = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"3,2,false,true", "3,2,true,true", "1,3,true,true", "2,4,true,false", "5,1,false,false"})
    void trueGradientsAreExactForTheWeightsOfTheirForwardPass(
            int every, int window, boolean apply, boolean deterministic) {
        Recipe recipe = recipe(every, apply);
        recipe.window = window;
        recipe.deterministic = deterministic;
        Rig rig = run(recipe, true);
        double largestMove = 0;
        for (int boundary = 0; boundary < 3; boundary++) {
            int layer = rig.plan.stages().get(boundary).to();
            List<Recorded.Lesson> lessons = credits.get(boundary).lessons();
            assertEquals(rig.plan.calendar().batches() / every, lessons.size());
            for (int i = 0; i < lessons.size(); i++) {
                long batch = (i + 1L) * every - 1;
                Unsplit.Gradients expected = new Unsplit(recipe, weightsAt(rig, (int) batch)).gradients(batch, layer);
                String about = "boundary " + boundary + ", batch " + batch;
                assertArrayEquals(expected.activation(), lessons.get(i).gradient(), 1e-13, about);
                double[] then =
                        credits.get(boundary).questions().get((int) batch).weights();
                largestMove =
                        Math.max(largestMove, distance(then, lessons.get(i).weights()));
            }
        }
        assertTrue(largestMove > 0.01, "the weights moved by at most " + largestMove + ": nothing was shown");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void everyCorrectionHasOneRowAtEachBoundaryAlsoWhenTheyOverlap(boolean apply) {
        Recipe recipe = recipe(2, apply);
        recipe.window = 3; // up to 9 batches on the way to stage 0
        Rig rig = run(recipe, true);
        for (int boundary = 0; boundary < 3; boundary++) {
            List<Event.Correction> rows = rig.events(boundary, Event.Correction.class);
            assertEquals(
                    List.of(1L, 3L, 5L, 7L, 9L, 11L),
                    rows.stream().map(Event.Correction::batchId).toList());
            for (Event.Correction row : rows) {
                assertEquals(boundary, row.boundary());
                assertEquals(apply, row.applied());
                assertEquals(row.batchId() / 6, row.epoch());
            }
        }
    }

    @Test
    void creditLearnsFromTheActivationAndTargetThatItWasAskedAbout() {
        Recipe recipe = recipe(2, true);
        recipe.window = 3;
        run(recipe, true);
        for (Recorded credit : credits) {
            for (int i = 0; i < credit.lessons().size(); i++) {
                Recorded.Question asked = credit.questions().get(2 * i + 1);
                assertArrayEquals(asked.activation(), credit.lessons().get(i).activation());
                assertArrayEquals(asked.target(), credit.lessons().get(i).target());
            }
        }
    }

    @Test
    void rowsCompareTheTwoGradientsAsTheFormulasSay() {
        Recipe recipe = recipe(2, false);
        Rig rig = run(recipe, true);
        for (int boundary = 0; boundary < 3; boundary++) {
            List<double[]> synthetic = Recorded.random(rig.plan, boundary, 5);
            List<Event.Correction> rows = rig.events(boundary, Event.Correction.class);
            for (int i = 0; i < rows.size(); i++) {
                double[] t = credits.get(boundary).lessons().get(i).gradient();
                double[] s = synthetic.get((int) rows.get(i).batchId());
                assertRow(rows.get(i), t, s);
            }
        }
    }

    private static void assertRow(Event.Correction row, double[] t, double[] s) {
        double tt = 0;
        double ss = 0;
        double ts = 0;
        double ee = 0;
        int signs = 0;
        for (int i = 0; i < t.length; i++) {
            tt += t[i] * t[i];
            ss += s[i] * s[i];
            ts += t[i] * s[i];
            ee += (s[i] - t[i]) * (s[i] - t[i]);
            signs += Math.signum(t[i]) == Math.signum(s[i]) ? 1 : 0;
        }
        assertEquals(Math.sqrt(tt), row.trueNorm(), 1e-12);
        assertEquals(Math.sqrt(ss), row.syntheticNorm(), 1e-12);
        assertEquals(ts / Math.sqrt(tt * ss), row.cosine(), 1e-12);
        assertEquals(Math.sqrt(ee / tt), row.relativeError(), 1e-9);
        assertEquals((double) signs / t.length, row.signAgreement(), 1e-12);
    }

    @Test
    void synthesizerThatSaysNothingHasNoAngleAndIsWrongByAll() {
        Recipe recipe = recipe(2, false);
        Rig rig = run(recipe, false);
        for (Event.Correction row : rig.events(0, Event.Correction.class)) {
            assertEquals(0, row.syntheticNorm());
            assertTrue(Double.isNaN(row.cosine()));
            assertEquals(1, row.relativeError(), 1e-15);
        }
    }

    @Test
    void correctionsCrossEachBoundaryInAWindow() {
        Recipe recipe = recipe(2, false);
        recipe.window = 2;
        Rig rig = run(recipe, true);
        for (int boundary = 0; boundary < 3; boundary++) {
            for (Event.Correction row : rig.events(boundary, Event.Correction.class)) {
                long hops = 3L - boundary;
                if (row.batchId() + hops * 2 < rig.plan.calendar().batches()) { // later ones are due at the end
                    assertEquals(hops * 2, row.staleness(), row.toString());
                }
            }
        }
    }

    @Test
    void correctionsThatAreNotAppliedLeaveTheWeightsAlone() {
        Recipe recipe = recipe(2, false);
        Snapshots.Snapshot with = run(recipe, true).state();
        recipe.corrections = new Corrections(0, false);
        Snapshots.Snapshot without = run(recipe, true).state();
        with.assertSameAs(without, recipe);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void appliedCorrectionMovesTheWeightsOnceByItsOwnGradient(boolean deterministic) {
        Recipe recipe = recipe(4, true);
        recipe.deterministic = deterministic;
        recipe.train = Recipe.points(22, 1); // batches 3, 7 and 11 are corrections; the last one of an epoch is short
        Rig rig = run(recipe, false); // zeros otherwise, so that nothing else moves the stages below the last one
        Map<String, double[]> expected = weightsAt(rig, 0);
        for (long batch = 3; batch < 12; batch += 4) {
            for (int boundary = 0; boundary < 3; boundary++) {
                descend(recipe, rig, boundary, batch, expected);
            }
        }
        Snapshots.Snapshot found = rig.state();
        assertEquals(12, found.steps().get("layer-0"));
        found.parametersBelow(7).forEach((name, values) -> assertArrayEquals(expected.get(name), values, 1e-14, name));
    }

    /** Moves the parameters of the stage below a boundary by what the unsplit network says of a batch. */
    private void descend(Recipe recipe, Rig rig, int boundary, long batch, Map<String, double[]> parameters) {
        StageRange range = rig.plan.stages().get(boundary);
        Map<String, double[]> gradient = new Unsplit(recipe, weightsAt(rig, (int) batch))
                .gradients(batch, range.to())
                .parameters();
        Weights.byName(
                        rig.models.get(boundary).variables().parameters(),
                        credits.get(boundary).questions().get(0).weights())
                .keySet()
                .forEach(name -> {
                    double[] to = parameters.get(name);
                    for (int i = 0; i < to.length; i++) {
                        to[i] -= RATE
                                * gradient.get(name)[i]
                                / rig.plan.calendar().size(batch);
                    }
                });
    }

    @Test
    void warmUpIsComparedWithWhatTheSynthesizerWouldHaveSaid() {
        Recipe recipe = recipe(3, false);
        recipe.learning = Recipe.synthetic(NEVER, 0, NEVER);
        Rig rig = new Rig(recipe).step();
        for (int boundary = 0; boundary < 3; boundary++) {
            List<Event.Correction> rows = rig.events(boundary, Event.Correction.class);
            assertEquals(4, rows.size());
            assertEquals(0, rows.get(0).syntheticNorm(), "nothing learned yet");
            assertTrue(rows.get(3).syntheticNorm() > 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.25", "1"})
    void correctionsOfAMixAreExactToo(double lambda) {
        Recipe recipe = recipe(3, false);
        recipe.learning = Recipe.synthetic(0, lambda, NEVER);
        Rig rig = run(recipe, true);
        for (int boundary = 0; boundary < 3; boundary++) {
            int layer = rig.plan.stages().get(boundary).to();
            for (Event.Correction row : rig.events(boundary, Event.Correction.class)) {
                double[] expected = new Unsplit(recipe, weightsAt(rig, (int) row.batchId()))
                        .gradients(row.batchId(), layer)
                        .activation();
                assertEquals(distance(expected, new double[expected.length]), row.trueNorm(), 1e-12, row.toString());
            }
        }
    }

    /** Synthesizers learn from corrections only, so that the n-th lesson is the n-th correction. */
    private static Recipe recipe(int every, boolean apply) {
        Recipe recipe = new Recipe();
        recipe.optimizer = OptimizerSettings.of(Sgd.of(), RATE);
        recipe.learning = Recipe.synthetic(0, 0, NEVER);
        recipe.corrections = new Corrections(every, apply);
        recipe.milestones = new Milestones(NEVER, NEVER);
        return recipe;
    }

    private Rig run(Recipe recipe, boolean noisy) {
        credits.clear();
        topWeights.clear();
        Rig.Parts parts = new Rig.Parts();
        parts.credits = (plan, stage, model) -> {
            credits.add(new Recorded(plan, stage, model, noisy ? Recorded.random(plan, stage, 5) : null));
            return credits.get(stage);
        };
        parts.listener = (model, event) -> {
            if (model.range().last() && event instanceof Event.Step) {
                topWeights.add(model.variables().parameters().flat().toArray());
            }
        };
        Rig rig = new Rig(recipe, parts);
        topWeights.add(rig.models.get(3).variables().parameters().flat().toArray());
        return rig.step(Turns.random(11));
    }

    /** Returns the weights that each stage had at the forward pass of a batch. */
    private Map<String, double[]> weightsAt(Rig rig, int batch) {
        Map<String, double[]> weights = new HashMap<>();
        for (int stage = 0; stage < 4; stage++) {
            double[] flat = stage == 3
                    ? topWeights.get(batch)
                    : credits.get(stage).questions().get(batch).weights();
            weights.putAll(Weights.byName(rig.models.get(stage).variables().parameters(), flat));
        }
        return weights;
    }

    private static double distance(double[] a, double[] b) {
        double[] squares = new double[a.length];
        Arrays.setAll(squares, i -> (a[i] - b[i]) * (a[i] - b[i]));
        return Math.sqrt(Arrays.stream(squares).sum());
    }
}
