package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.transport.Faults;
import org.sparksg.transport.FaultyLink;

/** With {@code deterministic = true} the bits depend on the settings only, not on who works when or on late messages. */
@Timeout(60)
class DeterminismTest {
    private static final List<Corrections> CORRECTIONS =
            List.of(new Corrections(0, false), new Corrections(2, false), new Corrections(3, true));

    @ParameterizedTest
    @CsvSource({"1,1", "1,3", "2,1", "2,3", "4,1", "4,3"})
    void everyInterleavingGivesTheSameBits(int window, int learnEvery) {
        for (Corrections corrections : CORRECTIONS) {
            Recipe recipe = recipe(window, learnEvery, corrections);
            Snapshots.Snapshot expected = new Rig(recipe).step().state();
            for (Turns turns : List.of(Turns.greedyUpwards(), Turns.greedyDownwards())) {
                new Rig(recipe).step(turns).state().assertSameAs(expected, recipe);
            }
            for (long seed = 1; seed <= 4; seed++) {
                late(recipe, seed, expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,3", "2,1", "2,3", "4,1", "4,3"})
    void threadsOnSlowLinksGiveTheSameBits(int window, int learnEvery) {
        for (Corrections corrections : CORRECTIONS) {
            Recipe recipe = recipe(window, learnEvery, corrections);
            Snapshots.Snapshot expected = new Rig(recipe).step().state();
            Rig.Parts parts = new Rig.Parts();
            Faults faults = new Faults(window, Duration.ZERO, Duration.ofNanos(200_000), 0, 0, 0);
            parts.wires = (link, stage, wakeup) -> new FaultyLink(link, faults, System::nanoTime, wakeup);
            new Rig(recipe, parts).run().state().assertSameAs(expected, recipe);
            new Rig(recipe).run().state().assertSameAs(expected, recipe);
        }
    }

    @Test
    void randomRunsGiveTheSameBitsTwice() {
        for (long seed = 500; seed < 600; seed++) {
            Recipe recipe = RandomRecipes.recipe(seed);
            recipe.deterministic = true;
            Snapshots.Snapshot expected = new Rig(recipe).step().state();
            late(recipe, seed, expected);
        }
    }

    @Test
    void randomRunsOfStagesThatSkipBatchesGiveTheSameBitsTwice() {
        for (long seed = 500; seed < 600; seed++) {
            Recipe recipe = RandomRecipes.clocked(seed);
            recipe.deterministic = true;
            Snapshots.Snapshot expected = new Rig(recipe).step().state();
            late(recipe, seed, expected);
        }
    }

    @Test
    void otherwiseTheWeightsDependOnWhenGradientsArrive() {
        Recipe recipe = recipe(4, 1, new Corrections(2, true));
        recipe.deterministic = false;
        Rig.Parts parts = new Rig.Parts();
        parts.wires = LateLink.everywhere(1, 20);
        double[] late = weights(new Rig(recipe, parts).step(Turns.random(1)));
        double[] prompt = weights(new Rig(recipe).step());
        assertTrue(!Arrays.equals(late, prompt), "if these were equal, the tests above would show nothing");
    }

    private static double[] weights(Rig rig) {
        return rig.state().arrays().get("0.dense.weight");
    }

    private static void late(Recipe recipe, long seed, Snapshots.Snapshot expected) {
        Rig.Parts parts = new Rig.Parts();
        parts.wires = LateLink.everywhere(seed, 6);
        new Rig(recipe, parts).step(Turns.random(seed)).state().assertSameAs(expected, "seed " + seed + ": " + recipe);
    }

    private static Recipe recipe(int window, int learnEvery, Corrections corrections) {
        Recipe recipe = new Recipe();
        recipe.window = window;
        recipe.learning = Recipe.synthetic(1, 0, learnEvery);
        recipe.corrections = corrections;
        recipe.milestones = new Milestones(4, 5);
        return recipe;
    }
}
