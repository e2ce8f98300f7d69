package org.sparksg.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    @Test
    void stepsMultiplyAtEachBoundary() {
        LearningRate rate = new LearningRate.Steps(3e-5, 0.1, List.of(300_000L, 400_000L));
        assertEquals(3e-5, rate.at(299_999));
        assertEquals(3e-6, rate.at(300_000), 1e-18);
        assertEquals(3e-6, rate.at(399_999), 1e-18);
        assertEquals(3e-7, rate.at(400_000), 1e-18);
    }

    @Test
    void exponentialHalvesEveryPeriod() {
        LearningRate rate = new LearningRate.Exponential(0.8, 0.5, 10);
        assertEquals(0.8, rate.at(0));
        assertEquals(0.8 / Math.sqrt(2), rate.at(5), 1e-12);
        assertEquals(0.1, rate.at(30), 1e-12);
    }

    @Test
    void cosineFallsToItsFloorAndStaysThere() {
        LearningRate rate = new LearningRate.Cosine(1, 0.2, 100);
        assertEquals(1, rate.at(0));
        assertEquals(0.2 + 0.8 * (1 + Math.sqrt(0.5)) / 2, rate.at(25), 1e-12);
        assertEquals(0.6, rate.at(50), 1e-12);
        assertEquals(0.2, rate.at(100), 1e-12);
        assertEquals(0.2, rate.at(1_000), 1e-12);
    }

    @Test
    void warmupRisesInALineToTheRateItWraps() {
        LearningRate rate = new LearningRate.Warmup(4, new LearningRate.Constant(0.4));
        assertEquals(0.1, rate.at(0), 1e-12);
        assertEquals(0.3, rate.at(2), 1e-12);
        assertEquals(0.4, rate.at(3), 1e-12);
        assertEquals(0.4, rate.at(50), 1e-12);
    }

    @Test
    void warmupDoesNotShiftTheScheduleItWraps() {
        LearningRate steps = new LearningRate.Steps(1, 0.5, List.of(10L));
        assertTrue(new LearningRate.Warmup(4, steps).at(10) == steps.at(10));
    }
}
