package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.nn.ParameterVector;
import org.sparksg.tensor.Tensor;

/**
 * A reference in plain Java and double, written from the definitions of the papers and nothing else: dense layers with tanh
 * between them and a squared error at the end, one dense layer to a stage, one batch of all examples.
 */
final class PlainNetwork {
    final List<double[][]> weights = new ArrayList<>();
    final List<double[]> biases = new ArrayList<>();
    final List<double[][]> outputs = new ArrayList<>(); // of each stage; the input of the network first
    final double[][] target;

    /** Takes the weights of each stage, and runs forward. */
    PlainNetwork(List<StageModel> models, double[][] input, double[][] target) {
        this.target = target;
        outputs.add(input);
        for (StageModel model : models) {
            ParameterVector parameters = model.variables().parameters();
            weights.add(rows(parameters.get(0)));
            biases.add(parameters.get(1).toArray());
            int stage = weights.size() - 1;
            double[][] sum = plus(times(outputs.get(stage), weights.get(stage)), biases.get(stage));
            outputs.add(stage == models.size() - 1 ? sum : tanh(sum));
        }
    }

    int stages() {
        return weights.size();
    }

    /** Returns the output of a stage. */
    double[][] output(int stage) {
        return outputs.get(stage + 1);
    }

    /** Returns the gradient of the loss by the output of the network. */
    double[][] error() {
        return squaredErrorGradient(output(stages() - 1), target);
    }

    static double[][] squaredErrorGradient(double[][] output, double[][] target) {
        double[][] gradient = new double[output.length][output[0].length];
        for (int i = 0; i < output.length; i++) {
            for (int j = 0; j < output[0].length; j++) {
                gradient[i][j] = 2 * (output[i][j] - target[i][j]);
            }
        }
        return gradient;
    }

    /** Returns the gradient of the parameters of a stage, weight and then bias. */
    double[] toParameters(int stage, double[][] gradient) {
        double[][] dz = beforeTanh(stage, gradient);
        double[][] weight = times(transposed(outputs.get(stage)), dz);
        double[] all = new double[(weight.length + 1) * weight[0].length];
        for (int i = 0; i < weight.length; i++) {
            System.arraycopy(weight[i], 0, all, i * weight[0].length, weight[0].length);
        }
        for (double[] row : dz) {
            for (int j = 0; j < row.length; j++) {
                all[weight.length * row.length + j] += row[j];
            }
        }
        return all;
    }

    /** Returns the gradient by the input of a stage; {@code feedback}: what stands in for the weights. */
    double[][] toInput(int stage, double[][] gradient, double[][] feedback) {
        return times(beforeTanh(stage, gradient), transposed(feedback));
    }

    double[][] toInput(int stage, double[][] gradient) {
        return toInput(stage, gradient, weights.get(stage));
    }

    private double[][] beforeTanh(int stage, double[][] gradient) {
        boolean last = stage == stages() - 1;
        double[][] h = output(stage);
        double[][] dz = new double[gradient.length][gradient[0].length];
        for (int i = 0; i < dz.length; i++) {
            for (int j = 0; j < dz[0].length; j++) {
                dz[i][j] = gradient[i][j] * (last ? 1 : 1 - h[i][j] * h[i][j]);
            }
        }
        return dz;
    }

    static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    static double[][] transposed(double[][] a) {
        double[][] turned = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                turned[j][i] = a[i][j];
            }
        }
        return turned;
    }

    static double[][] plus(double[][] a, double[] row) {
        for (double[] values : a) {
            for (int j = 0; j < row.length; j++) {
                values[j] += row[j];
            }
        }
        return a;
    }

    private static double[][] tanh(double[][] a) {
        for (double[] values : a) {
            for (int j = 0; j < values.length; j++) {
                values[j] = Math.tanh(values[j]);
            }
        }
        return a;
    }

    static double[][] rows(Tensor tensor) {
        double[][] rows = new double[tensor.rows()][tensor.columns()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[0].length; j++) {
                rows[i][j] = tensor.get(i * rows[0].length + j);
            }
        }
        return rows;
    }
}
