package org.sparksg.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sparksg.nn.Draws;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class LinearProbesTest {
    private static final int EXAMPLES = 600;
    private static final int CLASSES = 3;

    private final Kernels kernels = Backend.AUTO.open(Precision.F32);

    /** Returns examples whose class is that of the largest of three noisy sums of their features, by a margin. */
    private Sample sample(long seed, double noise, double margin) {
        Tensor features = Draws.normal(kernels, Shape.of(EXAMPLES, 4), seed);
        Tensor targets = kernels.zeros(Shape.of(EXAMPLES, CLASSES));
        for (int row = 0; row < EXAMPLES; row++) {
            double best = Double.NEGATIVE_INFINITY;
            int label = 0;
            for (int c = 0; c < CLASSES; c++) {
                double sum = features.get(row * 4 + c)
                        - features.get(row * 4 + 3) * c
                        + noise * Hash.gaussian(seed + 1, row * CLASSES + c);
                label = sum > best ? c : label;
                best = Math.max(best, sum);
            }
            targets.set(row * CLASSES + label, 1);
            features.set(row * 4 + label, features.get(row * 4 + label) + margin);
        }
        features.touch();
        targets.touch();
        return new Sample(features, targets);
    }

    private LinearProbes.Scores score(Sample training, Sample test, Tensor seen, Tensor unseen) {
        return new LinearProbes(training, test, kernels).score(seen, unseen);
    }

    @Test
    void classesThatPlanesTellApartAreAllFound() {
        Sample training = sample(10, 0, 1);
        Sample test = sample(20, 0, 1);
        LinearProbes.Scores scores = score(training, test, training.features(), test.features());
        assertEquals(1, scores.training().accuracy(), scores.toString());
        assertTrue(scores.test().accuracy() > 0.97, scores.toString());
    }

    @Test
    void classifierFindsWhatPlainGradientDescentInDoublesFinds() {
        Sample training = sample(10, 1.5, 0);
        double expected = new PlainSoftmax(training).accuracy();
        assertTrue(expected > 0.5 && expected < 0.95, "no plane tells the classes apart: " + expected);
        double found =
                score(training, null, training.features(), null).training().accuracy();
        assertEquals(expected, found, 0.01);
    }

    @Test
    void scaleAndOffsetOfAUnitDoNotMatter() {
        Sample training = sample(10, 1.5, 0);
        Tensor stretched = kernels.zeros(Shape.of(EXAMPLES, 4));
        for (int i = 0; i < stretched.size(); i++) {
            stretched.set(i, training.features().get(i) * Math.pow(10, i % 4 - 2) + 3);
        }
        stretched.touch();
        LinearProbes.Scores plain = score(training, null, training.features(), null);
        LinearProbes.Scores other = score(training, null, stretched, null);
        assertEquals(plain.training().accuracy(), other.training().accuracy(), 0.005);
        assertEquals(plain.training().error(), other.training().error(), 1e-4);
    }

    @Test
    void withoutTestExamplesThereIsNoScoreOnThem() {
        Sample training = sample(10, 0, 0);
        assertEquals(
                LinearProbes.Score.NONE,
                score(training, null, training.features(), null).test());
    }

    @Test
    void unitsThatNeverChangeAndCopiesOfUnitsDoNoHarm() {
        Sample training = sample(10, 1, 0);
        Tensor more = kernels.zeros(Shape.of(EXAMPLES, 7)); // the features, two of them again, and a constant
        for (int row = 0; row < EXAMPLES; row++) {
            for (int column = 0; column < 6; column++) {
                more.set(row * 7 + column, training.features().get(row * 4 + column % 4));
            }
            more.set(row * 7 + 6, 5);
        }
        more.touch();
        LinearProbes.Scores scores = score(training, null, more, null);
        assertEquals(0, scores.training().error(), 1e-6);
        assertTrue(Double.isFinite(scores.training().accuracy()));
    }

    /** Two units more: one that is 5 in training, and one that is not quite 0 once. In the test they are what they like. */
    private Tensor withUnitsOfNoUse(Sample sample, boolean test) {
        Tensor more = kernels.zeros(Shape.of(EXAMPLES, 6));
        for (int row = 0; row < EXAMPLES; row++) {
            for (int column = 0; column < 4; column++) {
                more.set(row * 6 + column, sample.features().get(row * 4 + column));
            }
            more.set(row * 6 + 4, test ? row : 5);
            more.set(row * 6 + 5, test ? row % 2 : row == 7 ? 1e-5 : 0);
        }
        more.touch();
        return more;
    }

    @Test
    void unitsThatChangeInTheTestAloneDoLittleHarm() {
        Sample training = sample(10, 1, 0);
        Sample test = sample(20, 1, 0);
        LinearProbes.Score plain =
                score(training, test, training.features(), test.features()).test();
        LinearProbes.Score other = score(
                        training, test, withUnitsOfNoUse(training, false), withUnitsOfNoUse(test, true))
                .test();
        assertEquals(plain.accuracy(), other.accuracy(), 0.05);
        assertEquals(plain.error(), other.error(), 0.01);
    }

    @Test
    void activationsThatAreNoNumbersAreRefused() {
        Sample training = sample(10, 1, 0);
        Tensor broken = withUnitsOfNoUse(training, false);
        broken.set(9, Double.NaN);
        broken.touch();
        var refusal = assertThrows(ArithmeticException.class, () -> score(training, null, broken, null));
        assertEquals(
                "activations of unit 3 of 6 are not finite numbers: has the training diverged?", refusal.getMessage());
    }

    /** {@code y = 2a - b + 1} and noise, {@code a} and {@code b} correlated: the formulas of the regression on two variables. */
    @Test
    void regressorLeavesTheErrorOfOrdinaryLeastSquares() {
        int n = 500;
        Tensor h = kernels.zeros(Shape.of(n, 2));
        Tensor y = kernels.zeros(Shape.of(n, 1));
        for (int row = 0; row < n; row++) {
            double a = Hash.gaussian(1, row);
            double b = 0.8 * a + Hash.gaussian(2, row);
            h.set(row * 2, a);
            h.set(row * 2 + 1, b);
            y.set(row, 2 * a - b + 1 + 0.5 * Hash.gaussian(3, row));
        }
        h.touch();
        y.touch();
        Sample training = new Sample(y, Draws.oneHot(kernels, n, 2, 4));
        assertEquals(
                leastSquares(h, y), score(training, null, h, null).training().error(), 1e-5);
    }

    private static double leastSquares(Tensor h, Tensor y) {
        int n = h.rows();
        double[] mean = new double[3];
        for (int row = 0; row < n; row++) {
            mean[0] += h.get(row * 2) / n;
            mean[1] += h.get(row * 2 + 1) / n;
            mean[2] += y.get(row) / n;
        }
        double[][] s = new double[3][3];
        for (int row = 0; row < n; row++) {
            double[] v = {h.get(row * 2) - mean[0], h.get(row * 2 + 1) - mean[1], y.get(row) - mean[2]};
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    s[i][j] += v[i] * v[j] / n;
                }
            }
        }
        double determinant = s[0][0] * s[1][1] - s[0][1] * s[0][1];
        double first = (s[0][2] * s[1][1] - s[1][2] * s[0][1]) / determinant;
        double second = (s[1][2] * s[0][0] - s[0][2] * s[0][1]) / determinant;
        return s[2][2] - first * s[0][2] - second * s[1][2];
    }

    /** The linear classifier by plain gradient descent on all examples at once, in doubles. */
    private static final class PlainSoftmax {
        private final Sample sample;
        private final double[][] weights = new double[5][CLASSES]; // the last row are the biases

        PlainSoftmax(Sample sample) {
            this.sample = sample;
            for (int step = 0; step < 3000; step++) {
                double[][] gradient = new double[5][CLASSES];
                for (int row = 0; row < EXAMPLES; row++) {
                    add(row, gradient);
                }
                for (int i = 0; i < 5; i++) {
                    for (int c = 0; c < CLASSES; c++) {
                        weights[i][c] -= 0.5 * gradient[i][c] / EXAMPLES;
                    }
                }
            }
        }

        private double feature(int row, int i) {
            return i == 4 ? 1 : sample.features().get(row * 4 + i);
        }

        private double[] scores(int row) {
            double[] scores = new double[CLASSES];
            for (int i = 0; i < 5; i++) {
                for (int c = 0; c < CLASSES; c++) {
                    scores[c] += feature(row, i) * weights[i][c];
                }
            }
            return scores;
        }

        private void add(int row, double[][] gradient) {
            double[] scores = scores(row);
            double sum = 0;
            for (double score : scores) {
                sum += Math.exp(score);
            }
            for (int i = 0; i < 5; i++) {
                for (int c = 0; c < CLASSES; c++) {
                    double error = Math.exp(scores[c]) / sum - sample.targets().get(row * CLASSES + c);
                    gradient[i][c] += feature(row, i) * error;
                }
            }
        }

        double accuracy() {
            int right = 0;
            for (int row = 0; row < EXAMPLES; row++) {
                double[] scores = scores(row);
                int best = 0;
                for (int c = 1; c < CLASSES; c++) {
                    best = scores[c] > scores[best] ? c : best;
                }
                right += sample.targets().get(row * CLASSES + best) == 1 ? 1 : 0;
            }
            return (double) right / EXAMPLES;
        }
    }
}
