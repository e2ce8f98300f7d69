package org.sparksg.tensor;

import static org.sparksg.tensor.ReferenceLoops.at;

/** The batch normalisation of {@link ReferenceKernels}, column by column. */
final class ReferenceBatchNorm {
    private ReferenceBatchNorm() {}

    static void forward(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor mean,
            Tensor variance,
            Tensor inverseDeviation,
            Tensor y) {
        int n = x.rows();
        for (int m = 0; m < x.columns(); m++) {
            double sum = 0;
            for (int row = 0; row < n; row++) {
                sum += at(x, row, m);
            }
            double average = sum / n;
            double squares = 0;
            for (int row = 0; row < n; row++) {
                squares += (at(x, row, m) - average) * (at(x, row, m) - average);
            }
            mean.set(m, average);
            inverseDeviation.set(m, 1 / Math.sqrt(squares / n + epsilon));
            variance.set(m, n > 1 ? squares / (n - 1) : squares);
            for (int row = 0; row < n; row++) {
                double normalized = (at(x, row, m) - average) * inverseDeviation.get(m);
                y.set(row * y.columns() + m, scale.get(m) * normalized + shift.get(m));
            }
        }
        touch(mean, variance, inverseDeviation, y);
    }

    static void inference(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor runningMean,
            Tensor runningVariance,
            Tensor y) {
        for (int i = 0; i < x.size(); i++) {
            int m = i % x.columns();
            double normalized = (x.get(i) - runningMean.get(m)) / Math.sqrt(runningVariance.get(m) + epsilon);
            y.set(i, scale.get(m) * normalized + shift.get(m));
        }
        y.touch();
    }

    /** With z = (x - mean) · inverseDeviation: dx = scale · inverseDeviation · (dy - average(dy) - z · average(dy · z)). */
    static void backward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate) {
        int n = x.rows();
        for (int m = 0; m < x.columns(); m++) {
            double sum = 0;
            double product = 0;
            for (int row = 0; row < n; row++) {
                double z = (at(x, row, m) - mean.get(m)) * inverseDeviation.get(m);
                sum += at(dy, row, m);
                product += at(dy, row, m) * z;
            }
            for (int row = 0; row < n; row++) {
                double z = (at(x, row, m) - mean.get(m)) * inverseDeviation.get(m);
                double centered = at(dy, row, m) - sum / n - z * product / n;
                dx.set(row * dx.columns() + m, scale.get(m) * inverseDeviation.get(m) * centered);
            }
            dscale.set(m, product + (accumulate ? dscale.get(m) : 0));
            dshift.set(m, sum + (accumulate ? dshift.get(m) : 0));
        }
        touch(dx, dscale, dshift);
    }

    private static void touch(Tensor... results) {
        for (Tensor result : results) {
            result.touch();
        }
    }
}
