package org.sparksg.tensor;

import static org.sparksg.tensor.ReferenceLoops.add;
import static org.sparksg.tensor.ReferenceLoops.at;
import static org.sparksg.tensor.ReferenceLoops.each;
import static org.sparksg.tensor.ReferenceLoops.fill;
import static org.sparksg.tensor.ReferenceLoops.put;

/** What {@link ReferenceKernels} does with rows and columns. */
final class ReferenceRows {
    private ReferenceRows() {}

    static void normaliseRows(Tensor x, Tensor y, Tensor lengths) {
        for (int row = 0; row < x.rows(); row++) {
            double sum = 0;
            double squares = 0;
            for (int column = 0; column < x.columns(); column++) {
                sum += at(x, row, column);
                squares += at(x, row, column) * at(x, row, column);
            }
            double length = Math.sqrt(Math.max(0, squares - sum * sum / x.columns())) + 1e-8;
            lengths.set(row, length);
            for (int column = 0; column < x.columns(); column++) {
                put(y, row, column, (at(x, row, column) - sum / x.columns()) / length);
            }
        }
        y.touch();
        lengths.touch();
    }

    /** By the full derivative: d y_i / d x_j = (1{i=j} - 1/m - y_i y_j) / length. */
    static void normaliseRowsBackward(Tensor y, Tensor lengths, Tensor dy, Tensor dx) {
        for (int row = 0; row < y.rows(); row++) {
            for (int j = 0; j < y.columns(); j++) {
                double sum = 0;
                for (int i = 0; i < y.columns(); i++) {
                    double own = i == j ? 1 : 0;
                    sum += at(dy, row, i) * (own - 1.0 / y.columns() - at(y, row, i) * at(y, row, j));
                }
                put(dx, row, j, sum / lengths.get(row));
            }
        }
        dx.touch();
    }

    static void split(Tensor from, Tensor a, Tensor b) {
        for (int row = 0; row < from.rows(); row++) {
            for (int column = 0; column < from.columns(); column++) {
                boolean left = column < a.columns();
                put(left ? a : b, row, left ? column : column - a.columns(), at(from, row, column));
            }
        }
        a.touch();
        b.touch();
    }

    static void concatenate(Tensor a, Tensor b, Tensor to) {
        for (int row = 0; row < to.rows(); row++) {
            for (int column = 0; column < to.columns(); column++) {
                boolean left = column < a.columns();
                put(to, row, column, left ? at(a, row, column) : at(b, row, column - a.columns()));
            }
        }
        to.touch();
    }

    static void sumRows(Tensor dy, Tensor db, boolean accumulate) {
        for (int m = 0; m < dy.columns(); m++) {
            double sum = accumulate ? db.get(m) : 0;
            for (int n = 0; n < dy.rows(); n++) {
                sum += at(dy, n, m);
            }
            db.set(m, sum);
        }
        db.touch();
    }

    static void lookupBackward(Tensor ids, Tensor dy, Tensor dtable, boolean accumulate) {
        if (!accumulate) {
            fill(dtable, 0);
        }
        int width = dtable.columns();
        for (int i = 0; i < dy.size(); i++) {
            if (ids.get(i / width) >= 0) {
                int id = (int) ids.get(i / width);
                add(dtable, id * width + i % width, dy.get(i));
            }
        }
        dtable.touch();
    }

    static void swapAxes(Tensor x, Tensor y) {
        int p = x.shape().dim(0);
        int q = x.shape().dim(1);
        int length = x.size() / p / q;
        each(y, i -> x.get((i / length % p * q + i / length / p) * length + i % length));
    }
}
