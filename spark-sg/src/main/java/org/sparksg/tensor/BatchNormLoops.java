package org.sparksg.tensor;

import java.util.Arrays;

/** Batch normalisation as plain loops, row after row with one running sum a column; for both element types. */
final class BatchNormLoops {
    private double[] sums = new double[0];
    private double[] products = new double[0];

    void forward(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor mean,
            Tensor variance,
            Tensor inverseDeviation,
            Tensor y) {
        int rows = x.rows();
        clear(x.columns());
        addColumns(x);
        for (int m = 0; m < x.columns(); m++) {
            mean.set(m, sums[m] / rows);
            variance.set(m, products[m] / Math.max(1, rows - 1));
            inverseDeviation.set(m, 1 / Math.sqrt(products[m] / rows + epsilon));
        }
        for (int i = 0, row = 0; row < rows; row++) {
            for (int m = 0; m < x.columns(); m++, i++) {
                y.set(i, scale.get(m) * (x.get(i) - mean.get(m)) * inverseDeviation.get(m) + shift.get(m));
            }
        }
        mean.touch();
        variance.touch();
        inverseDeviation.touch();
        y.touch();
    }

    /** Sums the columns, and the squares of their distances from their means. */
    private void addColumns(Tensor x) {
        int rows = x.rows();
        for (int i = 0, row = 0; row < rows; row++) {
            for (int m = 0; m < x.columns(); m++, i++) {
                sums[m] += x.get(i);
            }
        }
        for (int i = 0, row = 0; row < rows; row++) {
            for (int m = 0; m < x.columns(); m++, i++) {
                double distance = x.get(i) - sums[m] / rows;
                products[m] += distance * distance;
            }
        }
    }

    void inference(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor runningMean,
            Tensor runningVariance,
            Tensor y) {
        clear(x.columns());
        for (int m = 0; m < x.columns(); m++) {
            products[m] = scale.get(m) / Math.sqrt(runningVariance.get(m) + epsilon);
            sums[m] = shift.get(m) - runningMean.get(m) * products[m];
        }
        for (int i = 0, row = 0; row < x.rows(); row++) {
            for (int m = 0; m < x.columns(); m++, i++) {
                y.set(i, x.get(i) * products[m] + sums[m]);
            }
        }
        y.touch();
    }

    void backward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate) {
        int rows = x.rows();
        clear(x.columns());
        for (int i = 0, row = 0; row < rows; row++) {
            for (int m = 0; m < x.columns(); m++, i++) {
                sums[m] += dy.get(i);
                products[m] += dy.get(i) * (x.get(i) - mean.get(m)) * inverseDeviation.get(m);
            }
        }
        for (int i = 0, row = 0; row < rows; row++) {
            for (int m = 0; m < x.columns(); m++, i++) {
                double z = (x.get(i) - mean.get(m)) * inverseDeviation.get(m);
                double centered = dy.get(i) - (sums[m] + z * products[m]) / rows;
                dx.set(i, scale.get(m) * inverseDeviation.get(m) * centered);
            }
        }
        for (int m = 0; m < x.columns(); m++) {
            dscale.set(m, products[m] + (accumulate ? dscale.get(m) : 0));
            dshift.set(m, sums[m] + (accumulate ? dshift.get(m) : 0));
        }
        dx.touch();
        dscale.touch();
        dshift.touch();
    }

    private void clear(int columns) {
        if (sums.length < columns) {
            sums = new double[columns];
            products = new double[columns];
        }
        Arrays.fill(sums, 0, columns, 0);
        Arrays.fill(products, 0, columns, 0);
    }
}
