package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class InitializerTest {
    private static final Shape SHAPE = Shape.of(300, 100);

    private static DoubleStream values(Initializer initializer, Shape shape) {
        return IntStream.range(0, shape.size()).mapToDouble(i -> initializer.value(shape, 7, i));
    }

    private static double deviation(Initializer initializer, Shape shape) {
        return Math.sqrt(values(initializer, shape).map(v -> v * v).average().orElseThrow());
    }

    @Test
    void glorotFillsTheRangeOfItsPaper() {
        double limit = Math.sqrt(6.0 / 400);
        Initializer glorot = new Initializer.GlorotUniform();
        assertEquals(limit, values(glorot, SHAPE).max().orElseThrow(), limit * 1e-3);
        assertEquals(-limit, values(glorot, SHAPE).min().orElseThrow(), limit * 1e-3);
        assertEquals(0, values(glorot, SHAPE).average().orElseThrow(), limit * 0.02);
    }

    @Test
    void heHasTheDeviationOfItsPaper() {
        double expected = Math.sqrt(2.0 / 300);
        assertEquals(expected, deviation(new Initializer.HeNormal(), SHAPE), expected * 0.02);
    }

    @Test
    void theInputsOfAConvolutionAreItsPositionsTimesItsChannels() {
        double expected = Math.sqrt(2.0 / (5 * 5 * 12));
        assertEquals(expected, deviation(new Initializer.HeNormal(), Shape.of(5, 5, 12, 100)), expected * 0.02);
    }

    @Test
    void normalHasItsDeviation() {
        assertEquals(0.3, deviation(new Initializer.Normal(0.3), SHAPE), 0.3 * 0.02);
    }

    @ParameterizedTest
    @CsvSource({"7, 4", "4, 7", "5, 5"})
    void orthogonalColumnsOrRowsAreOfTheLengthOfTheGain(int inputs, int outputs) {
        Shape shape = Shape.of(inputs, outputs);
        double[] w = values(new Initializer.Orthogonal(1.5), shape).toArray();
        boolean tall = inputs >= outputs;
        for (int a = 0; a < Math.min(inputs, outputs); a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int i = 0; i < Math.max(inputs, outputs); i++) {
                    sum += tall ? w[i * outputs + a] * w[i * outputs + b] : w[a * outputs + i] * w[b * outputs + i];
                }
                assertEquals(a == b ? 1.5 * 1.5 : 0, sum, 1e-12);
            }
        }
    }

    @Test
    void uniformStaysWithinItsLimit() {
        assertTrue(values(new Initializer.Uniform(0.3), SHAPE).allMatch(v -> Math.abs(v) <= 0.3));
    }

    @Test
    void constantsAreWhatTheySay() {
        assertTrue(values(Initializer.ONES, SHAPE).allMatch(v -> v == 1));
        assertTrue(values(Initializer.ZEROS, SHAPE).allMatch(v -> v == 0));
    }

    private static double[] initialised(String name, long seed) {
        try (Kernels kernels = new ReferenceKernels()) {
            Tensor tensor = kernels.zeros(SHAPE);
            new Slot(name, SHAPE, new Initializer.HeNormal()).initialise(seed, tensor);
            return tensor.toArray();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE})
    void aSeedAndANameAlwaysGiveTheSameValues(long seed) {
        assertArrayEquals(initialised("3.dense.weight", seed), initialised("3.dense.weight", seed));
    }

    @Test
    void nobodyWaitsForTheValuesOfAStageThatWasStopped() {
        Thread.currentThread().interrupt();
        IllegalStateException trouble =
                assertThrows(IllegalStateException.class, () -> initialised("3.dense.weight", 1));
        assertTrue(Thread.interrupted(), "whoever stopped it is heard further up, too");
        assertEquals("3.dense.weight: interrupted before it had its starting values", trouble.getMessage());
    }

    @Test
    void anotherNameOrSeedGivesOtherValues() {
        double[] values = initialised("3.dense.weight", 1);
        assertFalse(Arrays.equals(values, initialised("4.dense.weight", 1)));
        assertFalse(Arrays.equals(values, initialised("3.dense.weight", 2)));
    }
}
