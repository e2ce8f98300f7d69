package org.sparksg.credit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;

/** BP(λ) against its equations in plain loops. */
class EligibilityTracesTest {
    private static final int UNITS = 4;
    private static final int STEPS = 5;
    private static final int ROWS = 3;
    private static final double RATE = 0.05;

    private final Kernels kernels = new ReferenceKernels();

    @ParameterizedTest
    @CsvSource({"0,1,1", "0.5,1,1", "1,1,1", "0.7,0.9,0.1", "1,0.5,1"})
    void theModelMovesAsTheEquationsSay(double lambda, double discount, double scale) {
        OptimizerSettings sgd = OptimizerSettings.of(new Sgd(0, false), RATE);
        LinearToy toy =
                new LinearToy(new EligibilityTraces(lambda, discount, scale, sgd), UNITS, STEPS, ROWS, 3, kernels);
        double[][] theta = new double[UNITS][UNITS + 1];
        for (int sequence = 0; sequence < 3; sequence++) {
            toy.play();
            play(toy, theta, lambda, discount);
        }
        double[] expected = new double[UNITS * (UNITS + 1)];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = theta[i / (UNITS + 1)][i % (UNITS + 1)];
        }
        assertArrayEquals(expected, toy.weights(), 1e-12);
        assertTrue(Math.abs(expected[0]) > 1e-6, "it has learned something: " + expected[0]);
    }

    /** {@code traces[row][k][i][j]}: how much the k-th number of a row's gradient by its state owes to {@code theta[i][j]}. */
    private static void play(LinearToy toy, double[][] theta, double lambda, double discount) {
        double[][][][] traces = new double[ROWS][UNITS][UNITS][UNITS + 1];
        for (int t = 0; t < STEPS - 1; t++) {
            double[][] step = new double[UNITS][UNITS + 1];
            for (int row = 0; row < ROWS; row++) {
                double[] seen = seen(toy.states[t], row);
                traces[row] = carried(toy, traces[row], seen, lambda * discount);
                double[] wanted = wanted(toy, theta, t, row, discount);
                double[] now = predicted(theta, seen);
                for (int i = 0; i < UNITS; i++) {
                    for (int j = 0; j <= UNITS; j++) {
                        for (int k = 0; k < UNITS; k++) {
                            step[i][j] += (wanted[k] - now[k]) * traces[row][k][i][j] / ROWS;
                        }
                    }
                }
            }
            for (int i = 0; i < UNITS; i++) {
                for (int j = 0; j <= UNITS; j++) {
                    theta[i][j] += RATE * step[i][j];
                }
            }
        }
    }

    /** The k-th number of a state is {@code recurrent[l][k]} times the l-th one before it, and so on. */
    private static double[][][] carried(LinearToy toy, double[][][] trace, double[] seen, double share) {
        double[][][] carried = new double[UNITS][UNITS][UNITS + 1];
        for (int k = 0; k < UNITS; k++) {
            for (int i = 0; i < UNITS; i++) {
                for (int j = 0; j <= UNITS; j++) {
                    for (int l = 0; l < UNITS; l++) {
                        carried[k][i][j] += share * toy.recurrent[l][k] * trace[l][i][j];
                    }
                    carried[k][i][j] += k == i ? seen[j] : 0;
                }
            }
        }
        return carried;
    }

    private static double[] wanted(LinearToy toy, double[][] theta, int t, int row, double discount) {
        double[] wanted = new double[UNITS];
        double[] next = predicted(theta, seen(toy.states[t + 1], row));
        boolean end = t + 1 == STEPS - 1;
        for (int k = 0; k < UNITS; k++) {
            for (int l = 0; l < UNITS; l++) {
                wanted[k] += end ? 0 : discount * toy.recurrent[k][l] * next[l];
            }
            wanted[k] += end ? toy.gradients[t][row * UNITS + k] : 0;
        }
        return wanted;
    }

    private static double[] seen(double[] states, int row) {
        double[] seen = new double[UNITS + 1];
        for (int j = 0; j < UNITS; j++) {
            seen[j] = Math.tanh(states[row * UNITS + j]);
        }
        seen[UNITS] = 1;
        return seen;
    }

    private static double[] predicted(double[][] theta, double[] seen) {
        double[] predicted = new double[UNITS];
        for (int k = 0; k < UNITS; k++) {
            for (int j = 0; j <= UNITS; j++) {
                predicted[k] += theta[k][j] * seen[j];
            }
        }
        return predicted;
    }

    @Test
    void theFurtherErrorsReachTheSoonerPredictionsPointTheRightWay() {
        double[] alignments = new double[3];
        for (int i = 0; i < alignments.length; i++) {
            EligibilityTraces settings =
                    new EligibilityTraces(i / 2.0, 1, 1, OptimizerSettings.of(new Adam(0.9, 0.98, 1e-9), 1e-4));
            LinearToy toy = new LinearToy(settings, 20, 10, 1, 1, kernels);
            for (int sequence = 0; sequence < 100; sequence++) {
                toy.play();
            }
            alignments[i] = toy.alignment();
        }
        assertTrue(
                alignments[0] + 0.05 < alignments[1] && alignments[1] + 0.05 < alignments[2],
                alignments[0] + ", " + alignments[1] + ", " + alignments[2]);
    }

    @Test
    void tracesOfLargeStatesAreRefusedWithTheirSize() {
        OptimizerSettings adam = OptimizerSettings.of(Adam.of(), 0.001);
        EligibilityTraces settings = new EligibilityTraces(1, 0.9, 0.1, adam);
        settings.check(60, 50);
        String message =
                assertThrows(BadSetting.class, () -> settings.check(256, 50)).getMessage();
        assertTrue(
                message.contains("bp-lambda") && message.contains("1684275200") && message.contains("256 numbers"),
                message);
    }
}
