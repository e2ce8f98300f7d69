package org.sparksg.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;

/** The formulas, computed once more in plain doubles. */
class UpdaterTest {
    private static final double RATE = 0.1;
    private static final LearningRate CONSTANT = new LearningRate.Constant(RATE);
    private static final Clipping NONE = new Clipping.None();
    private static final double[] START = {1, -2};
    private static final double[] GRADIENT = {3, 4}; // of norm 5

    private final Kernels kernels = new ReferenceKernels();

    @AfterEach
    void close() {
        kernels.close();
    }

    private Parameters after(int steps, double scale, OptimizerSettings settings) {
        Parameters parameters = new Parameters(settings, kernels, START);
        for (int i = 0; i < steps; i++) {
            parameters.step(scale, GRADIENT);
        }
        return parameters;
    }

    private static void assertParameters(Parameters seen, double first, double second) {
        assertArrayEquals(new double[] {first, second}, seen.toArray(), 1e-12);
    }

    @Test
    void theScaleMakesAMeanOfASum() {
        assertParameters(after(1, 0.25, OptimizerSettings.of(Sgd.of(), RATE)), 1 - 0.1 * 0.75, -2 - 0.1 * 1);
    }

    @Test
    void momentumCarriesTheFirstStepIntoTheSecond() {
        Parameters seen = after(2, 1, OptimizerSettings.of(new Sgd(0.9, false), RATE));
        assertParameters(seen, 1 - 0.1 * 3 - 0.1 * (0.9 * 3 + 3), -2 - 0.1 * 4 - 0.1 * (0.9 * 4 + 4));
    }

    @Test
    void nesterovLooksAhead() {
        Parameters seen = after(1, 1, OptimizerSettings.of(new Sgd(0.9, true), RATE));
        assertParameters(seen, 1 - 0.1 * (3 + 0.9 * 3), -2 - 0.1 * (4 + 0.9 * 4));
    }

    @Test
    void nadamLooksAheadWithAMomentumThatRises() {
        Nadam nadam = new Nadam(0.9, 0.99, 1e-8, 0.004);
        double mean = 0;
        double square = 0;
        double x = START[0];
        double before = 1; // the product of the momenta so far
        for (int t = 1; t <= 3; t++) {
            double now = 0.9 * (1 - 0.5 * Math.pow(0.96, t * 0.004));
            double next = 0.9 * (1 - 0.5 * Math.pow(0.96, (t + 1) * 0.004));
            before *= now;
            mean = 0.9 * mean + 0.1 * GRADIENT[0];
            square = 0.99 * square + 0.01 * GRADIENT[0] * GRADIENT[0];
            double along = (1 - now) / (1 - before) * GRADIENT[0] + next / (1 - before * next) * mean;
            x -= RATE * along / (Math.sqrt(square / (1 - Math.pow(0.99, t))) + 1e-8);
            assertEquals(x, after(t, 1, OptimizerSettings.of(nadam, RATE)).get(0), 1e-12);
        }
    }

    @Test
    void theProductOfTheMomentaIsThatOfAllSteps() {
        Nadam nadam = new Nadam(0.99, 0.999, 1e-8, 0.004);
        double product = 1;
        for (int t = 1; t <= 900; t++) {
            product *= nadam.momentum(t);
            assertEquals(1, nadam.product(t) / product, 1e-9, "step " + t);
        }
    }

    @Test
    void adamIsPredictedToGoOnAlongItsMean() {
        Adam adam = new Adam(0.9, 0.99, 1e-3);
        Parameters parameters = after(2, 1, OptimizerSettings.of(adam, RATE));
        double mean = 0.9 * (0.1 * GRADIENT[1]) + 0.1 * GRADIENT[1];
        double square = 1.99 * 0.01 * GRADIENT[1] * GRADIENT[1];
        double expected = parameters.get(1);
        for (int i = 1; i <= 3; i++) {
            double root = Math.sqrt(square / (1 - Math.pow(0.99, 3))) + 1e-3;
            expected -= RATE * Math.pow(0.9, i) * mean / (1 - Math.pow(0.9, 2 + i)) / root;
        }
        assertEquals(expected, parameters.predicted(3)[1], 1e-12);
        assertArrayEquals(START, after(0, 1, OptimizerSettings.of(adam, RATE)).predicted(3));
    }

    @Test
    void aPredictedDescentGoesAsFarAsItsVelocityCarriesIt() {
        Parameters parameters = after(1, 1, OptimizerSettings.of(new Sgd(0.5, false), RATE));
        assertArrayEquals(
                new double[] {1 - RATE * 3 - RATE * 3 * 0.75, -2 - RATE * 4 - RATE * 4 * 0.75},
                parameters.predicted(2),
                1e-12);
    }

    @Test
    void adamDividesByTheRootOfTheSecondMomentWithBiasCorrection() {
        Parameters seen = after(2, 1, OptimizerSettings.of(Adam.of(), RATE));
        double[] expected = START.clone();
        double[] first = new double[2];
        double[] second = new double[2];
        for (int step = 1; step <= 2; step++) {
            for (int i = 0; i < 2; i++) {
                first[i] = 0.9 * first[i] + 0.1 * GRADIENT[i];
                second[i] = 0.999 * second[i] + 0.001 * GRADIENT[i] * GRADIENT[i];
                double m = first[i] / (1 - Math.pow(0.9, step));
                double v = second[i] / (1 - Math.pow(0.999, step));
                expected[i] -= RATE * m / (Math.sqrt(v) + 1e-8);
            }
        }
        assertParameters(seen, expected[0], expected[1]);
    }

    @Test
    void clippingByNormShrinksALongGradient() {
        OptimizerSettings settings = new OptimizerSettings(Sgd.of(), CONSTANT, new Clipping.ByNorm(1), 0, false);
        assertParameters(after(1, 1, settings), 1 - 0.1 * 0.6, -2 - 0.1 * 0.8);
    }

    @Test
    void clippingByNormMeasuresTheScaledGradient() {
        OptimizerSettings settings = new OptimizerSettings(Sgd.of(), CONSTANT, new Clipping.ByNorm(1), 0, false);
        assertParameters(after(1, 0.1, settings), 1 - 0.1 * 0.3, -2 - 0.1 * 0.4);
    }

    @Test
    void clippingByValueLimitsEachElementOfTheScaledGradient() {
        OptimizerSettings settings = new OptimizerSettings(Sgd.of(), CONSTANT, new Clipping.ByValue(1.75), 0, false);
        assertParameters(after(1, 0.5, settings), 1 - 0.1 * 1.5, -2 - 0.1 * 1.75);
    }

    @Test
    void weightDecayAddsToTheGradient() {
        OptimizerSettings settings = new OptimizerSettings(new Sgd(0.9, false), CONSTANT, NONE, 0.5, false);
        double once = 1 - 0.1 * (3 + 0.5);
        double twice = once - 0.1 * (0.9 * (3 + 0.5) + 3 + 0.5 * once);
        assertEquals(twice, after(2, 1, settings).get(0), 1e-12);
    }

    @Test
    void decoupledWeightDecayStaysOutOfTheMomentum() {
        OptimizerSettings settings = new OptimizerSettings(new Sgd(0.9, false), CONSTANT, NONE, 0.5, true);
        double once = 1 * (1 - 0.1 * 0.5) - 0.1 * 3;
        double twice = once * (1 - 0.1 * 0.5) - 0.1 * (0.9 * 3 + 3);
        assertEquals(twice, after(2, 1, settings).get(0), 1e-12);
    }

    @Test
    void decoupledWeightDecayStaysOutOfAdamsMoments() {
        OptimizerSettings settings = new OptimizerSettings(Adam.of(), CONSTANT, NONE, 0.5, true);
        assertEquals(1 - 0.1 * 0.5 - 0.1 * 3 / (3 + 1e-8), after(1, 1, settings).get(0), 1e-12);
    }

    @Test
    void theRateFollowsTheNumberOfSteps() {
        LearningRate rate = new LearningRate.Steps(1, 0.1, List.of(1L));
        Parameters seen = after(2, 1, new OptimizerSettings(Sgd.of(), rate, NONE, 0, false));
        assertParameters(seen, 1 - 3 - 0.1 * 3, -2 - 4 - 0.1 * 4);
        assertEquals(2, seen.updater().steps());
    }

    @Test
    void stateIsNamedAfterTheOptimizer() {
        assertEquals(
                Set.of("adam.first", "adam.second"),
                after(0, 1, OptimizerSettings.of(Adam.of(), RATE))
                        .updater()
                        .state()
                        .keySet());
        assertEquals(
                Set.of("sgd.velocity"),
                after(0, 1, OptimizerSettings.of(new Sgd(0.9, false), RATE))
                        .updater()
                        .state()
                        .keySet());
    }

    @Test
    void stateIsKeyedByParameter() {
        Updater updater =
                after(1, 1, OptimizerSettings.of(new Sgd(0.9, false), RATE)).updater();
        assertArrayEquals(
                GRADIENT,
                updater.state().get("sgd.velocity").get("0.dense.weight").toArray());
    }

    @Test
    void aRestoredUpdaterGoesOnAsIfItHadNeverStopped() {
        OptimizerSettings settings = new OptimizerSettings(
                Adam.of(), new LearningRate.Exponential(0.1, 0.5, 1), new Clipping.ByNorm(1), 0.1, false);
        Parameters stopped = after(3, 1, settings);
        Parameters resumed = new Parameters(settings, kernels, stopped.toArray());
        stopped.updater()
                .state()
                .forEach((name, vector) -> resumed.updater().state().get(name).copyFrom(vector, kernels));
        resumed.updater().restore(stopped.updater().steps());
        resumed.step(1, GRADIENT);
        assertArrayEquals(after(4, 1, settings).toArray(), resumed.toArray());
    }

    @Test
    void aStepStartsANewMiniBatch() {
        Parameters parameters = after(0, 1, OptimizerSettings.of(Sgd.of(), RATE));
        parameters.backward();
        parameters.step(1, GRADIENT);
        assertFalse(parameters.gradient.accumulating());
    }

    @Test
    void aScaleOfZeroIsRefused() {
        Parameters parameters = after(0, 1, OptimizerSettings.of(Sgd.of(), RATE));
        assertEquals(
                "scale = 0.0: must be > 0",
                assertThrows(IllegalArgumentException.class, () -> parameters.step(0, GRADIENT))
                        .getMessage());
    }
}
