package org.sparksg.tensor;

import static org.sparksg.tensor.ReferenceLoops.add;
import static org.sparksg.tensor.ReferenceLoops.fill;

/** The group normalisation of {@link ReferenceKernels}, number by number. */
final class ReferenceGroupNorm {
    private ReferenceGroupNorm() {}

    static void forward(
            Tensor x,
            Tensor scale,
            Tensor shift,
            int rows,
            int groups,
            double epsilon,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor y) {
        int channels = scale.size();
        double[] sums = new double[rows * groups];
        double[] squares = new double[rows * groups];
        double count = (double) x.size() / rows / groups;
        for (int i = 0; i < x.size(); i++) {
            sums[group(x, i, rows, channels, groups)] += x.get(i);
        }
        for (int i = 0; i < x.size(); i++) {
            int group = group(x, i, rows, channels, groups);
            squares[group] += Math.pow(x.get(i) - sums[group] / count, 2);
        }
        for (int group = 0; group < sums.length; group++) {
            mean.set(group, sums[group] / count);
            inverseDeviation.set(group, 1 / Math.sqrt(squares[group] / count + epsilon));
        }
        for (int i = 0; i < x.size(); i++) {
            int group = group(x, i, rows, channels, groups);
            double normal = (x.get(i) - mean.get(group)) * inverseDeviation.get(group);
            y.set(i, scale.get(i % channels) * normal + shift.get(i % channels));
        }
    }

    private static int group(Tensor x, int index, int rows, int channels, int groups) {
        return index / (x.size() / rows) * groups + index % channels / (channels / groups);
    }

    /** By the full derivative: d y_i / d x_j = scale_i · inverse · (1{i=j} - 1/m - y_i y_j / m), of normal numbers y. */
    static void backward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            int rows,
            int groups,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate) {
        int channels = scale.size();
        if (!accumulate) {
            fill(dscale, 0);
            fill(dshift, 0);
        }
        double count = (double) x.size() / rows / groups;
        double[] normal = new double[x.size()];
        for (int i = 0; i < x.size(); i++) {
            int group = group(x, i, rows, channels, groups);
            normal[i] = (x.get(i) - mean.get(group)) * inverseDeviation.get(group);
            add(dscale, i % channels, dy.get(i) * normal[i]);
            add(dshift, i % channels, dy.get(i));
        }
        for (int j = 0; j < x.size(); j++) {
            int group = group(x, j, rows, channels, groups);
            double sum = 0;
            for (int i = 0; i < x.size(); i++) {
                if (group(x, i, rows, channels, groups) == group) {
                    double own = i == j ? 1 : 0;
                    sum += dy.get(i) * scale.get(i % channels) * (own - 1 / count - normal[i] * normal[j] / count);
                }
            }
            dx.set(j, inverseDeviation.get(group) * sum);
        }
    }
}
