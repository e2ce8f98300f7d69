package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;

/** Each stage updates after each batch with a chance of its own: p_update of Jaderberg et al. 2017. */
@Timeout(60)
class UpdateProbabilityTest {
    private static final int BATCHES = 10_000;
    private static final int SEED = 7;

    private static Learning learning(double probability) {
        SyntheticGradients rule = SyntheticGradients.of(SynthesizerSettings.linear(Context.LABEL, 0.01));
        return new Learning(List.of(rule), 1, MicroBatchOrder.FILL_DRAIN, probability);
    }

    private static void assertShare(double expected, String about, LongPredicate happens) {
        double share = (double) LongStream.range(0, BATCHES).filter(happens).count() / BATCHES;
        double deviation = Math.sqrt(expected * (1 - expected) / BATCHES);
        assertEquals(expected, share, 4 * deviation, about);
    }

    /** Of two independent draws both succeed with the product of their chances. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.7})
    void stagesUpdateWithTheGivenChanceByThemselves(double p) {
        Learning learning = learning(p);
        LongPredicate stage = batch -> learning.updates(SEED, 2, batch);
        assertShare(p, "one stage", stage);
        assertShare(p, "another", batch -> learning.updates(SEED, 4, batch));
        assertShare(p * p, "two stages", stage.and(batch -> learning.updates(SEED, 4, batch)));
        assertShare(p * p, "two batches", stage.and(batch -> stage.test(batch + 1)));
        assertShare(p * p, "two seeds", stage.and(batch -> learning.updates(SEED + 1, 2, batch)));
    }

    @Test
    void chanceOfOneUpdatesAlways() {
        assertTrue(LongStream.range(0, BATCHES).allMatch(batch -> learning(1).updates(SEED, 2, batch)));
    }

    @Test
    void stagesOfARunUpdateAfterTheBatchesThatAreDrawnForThem() {
        Recipe recipe = new Recipe();
        recipe.epochs = 10;
        recipe.learning = learning(0.2);
        Rig rig = new Rig(recipe).step();
        long batches = rig.plan.calendar().batches();
        for (StageModel model : rig.models) {
            long drawn = LongStream.range(0, batches)
                    .filter(batch -> recipe.learning.updates(
                            rig.plan.settings().seed(), model.range().from(), batch))
                    .count();
            assertEquals(drawn, model.updater().steps(), model.range().toString());
            assertTrue(drawn > 0 && drawn < batches, "of " + batches + " batches " + drawn);
        }
    }
}
