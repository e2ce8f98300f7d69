package org.sparksg.pipeline;

import org.sparksg.data.Examples;
import org.sparksg.data.Shuffle;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;

/** The best that a linear network with bias can do on squared errors, by the normal equations in plain doubles. */
final class LeastSquares {
    private LeastSquares() {}

    /** Returns the smallest mean over examples of the squared distance. */
    static double meanLoss(Examples examples) {
        int n = examples.count();
        Tensor x = Tensor.zeros(Element.F64, examples.features().batch(n));
        Tensor y = Tensor.zeros(Element.F64, examples.target().batch(n));
        examples.gather(Shuffle.inSequence(n), 0, x, y);
        double loss = 0;
        for (int column = 0; column < y.columns(); column++) {
            loss += loss(x, y, column);
        }
        return loss / n;
    }

    private static double loss(Tensor x, Tensor y, int column) {
        int k = x.columns() + 1; // the last one is the bias
        double[][] equations = new double[k][k + 1];
        for (int row = 0; row < x.rows(); row++) {
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < k; j++) {
                    equations[i][j] += at(x, row, i) * at(x, row, j);
                }
                equations[i][k] += at(x, row, i) * y.get(row * y.columns() + column);
            }
        }
        double[] weights = solve(equations);
        double sum = 0;
        for (int row = 0; row < x.rows(); row++) {
            double error = y.get(row * y.columns() + column);
            for (int i = 0; i < k; i++) {
                error -= weights[i] * at(x, row, i);
            }
            sum += error * error;
        }
        return sum;
    }

    private static double at(Tensor x, int row, int column) {
        return column == x.columns() ? 1 : x.get(row * x.columns() + column);
    }

    /** Gauss and Jordan; the matrix is positive definite, so no pivots are needed. */
    private static double[] solve(double[][] equations) {
        int k = equations.length;
        for (int pivot = 0; pivot < k; pivot++) {
            for (int row = 0; row < k; row++) {
                double factor = equations[row][pivot] / equations[pivot][pivot];
                for (int j = pivot; row != pivot && j <= k; j++) {
                    equations[row][j] -= factor * equations[pivot][j];
                }
            }
        }
        double[] solution = new double[k];
        for (int i = 0; i < k; i++) {
            solution[i] = equations[i][k] / equations[i][i];
        }
        return solution;
    }
}
