package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparksg.tensor.Tensor;

/**
 * A reference in plain Java and double, written from the definitions of the papers and nothing else: dense layers with tanh
 * between them and a squared error at the end, one dense layer to a stage, one batch of all examples. With one stage it is a
 * linear synthesizer.
 */
final class PlainNetwork {
    final List<double[][]> weights = new ArrayList<>();
    final double[][] target;
    private final List<double[][]> inputs = new ArrayList<>();
    private final List<double[][]> outputs = new ArrayList<>();
    private final int stages;

    /** Takes the parameters of each stage, weight and then bias, and runs forward. */
    PlainNetwork(List<double[]> parameters, double[][] input, double[][] target) {
        this.target = target;
        this.stages = parameters.size();
        for (int stage = 0; stage < stages; stage++) {
            weights.add(null);
            inputs.add(null);
            outputs.add(null);
            forward(stage, stage == 0 ? input : output(stage - 1), parameters.get(stage));
        }
    }

    /** Runs one stage forward, which keeps the input and the parameters. */
    void forward(int stage, double[][] input, double[] parameters) {
        int width = parameters.length / (input[0].length + 1);
        double[][] weight = new double[input[0].length][];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = Arrays.copyOfRange(parameters, i * width, (i + 1) * width);
        }
        double[] bias = Arrays.copyOfRange(parameters, weight.length * width, parameters.length);
        double[][] sum = plus(times(input, weight), bias);
        weights.set(stage, weight);
        inputs.set(stage, input);
        outputs.set(stage, stage == stages - 1 ? sum : tanh(sum));
    }

    /** Returns the input of a stage. */
    double[][] input(int stage) {
        return inputs.get(stage);
    }

    int stages() {
        return stages;
    }

    /** Returns the output of a stage. */
    double[][] output(int stage) {
        return outputs.get(stage);
    }

    /** Returns the gradient of the loss by the output of the network. */
    double[][] error() {
        return squaredErrorGradient(output(stages - 1), target);
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
        double[][] weight = times(transposed(input(stage)), dz);
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
        boolean last = stage == stages - 1;
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
