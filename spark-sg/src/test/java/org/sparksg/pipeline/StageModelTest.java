package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparksg.credit.Context;
import org.sparksg.credit.Credit;
import org.sparksg.credit.Synthesizer;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.ReferenceKernels;

class StageModelTest {
    @Test
    void synthesizerStartsTheSameHoweverTheNetworkIsCutElsewhere() {
        StageModel coarse = model(List.of(5, 3), 0);
        StageModel fine = model(List.of(1, 2, 2, 3), 2);
        assertEquals(Set.of("boundary-5"), coarse.learned().keySet());
        assertEquals(Set.of("boundary-5"), fine.learned().keySet());
        assertArrayEquals(hidden(coarse), hidden(fine));
    }

    @Test
    void synthesizersOfTwoBoundariesStartDifferently() {
        double[] third = hidden(model(List.of(4, 1, 3), 0)); // both boundaries are 4 wide
        double[] fourth = hidden(model(List.of(4, 1, 3), 1));
        assertEquals(third.length, fourth.length);
        assertFalse(Arrays.equals(third, fourth));
    }

    @Test
    void onlyStagesBelowABoundaryOfADecoupledRunHaveACredit() {
        assertSame(Credit.NONE, model(List.of(5, 3), 1).credit());
        assertSame(Credit.NONE, new StageModel(new Recipe().plan(), 0, new ReferenceKernels()).credit());
    }

    private static double[] hidden(StageModel model) {
        return ((Synthesizer) model.credit())
                .variables()
                .parameters()
                .get("0.dense.weight")
                .toArray();
    }

    private static StageModel model(List<Integer> cut, int stage) {
        Recipe recipe = new Recipe();
        recipe.stages = cut;
        var settings = new SynthesizerSettings(List.of(6), false, Context.LABEL, OptimizerSettings.of(Adam.of(), 0.01));
        recipe.learning = Learning.of(new SyntheticGradients(settings, 0, 0, 1));
        return new StageModel(recipe.plan(), stage, new ReferenceKernels());
    }
}
