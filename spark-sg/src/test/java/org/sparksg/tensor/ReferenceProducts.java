package org.sparksg.tensor;

import static org.sparksg.tensor.ReferenceLoops.at;
import static org.sparksg.tensor.ReferenceLoops.put;

/** The products of {@link ReferenceKernels}. */
final class ReferenceProducts {
    private ReferenceProducts() {}

    static void matmul(Tensor x, Tensor weight, Tensor y) {
        for (int n = 0; n < x.rows(); n++) {
            for (int m = 0; m < weight.columns(); m++) {
                double sum = 0;
                for (int k = 0; k < x.columns(); k++) {
                    sum += at(x, n, k) * at(weight, k, m);
                }
                put(y, n, m, sum);
            }
        }
        y.touch();
    }

    static void matmulTransposedWeight(Tensor dy, Tensor weight, Tensor dx) {
        for (int n = 0; n < dy.rows(); n++) {
            for (int k = 0; k < weight.rows(); k++) {
                double sum = 0;
                for (int m = 0; m < dy.columns(); m++) {
                    sum += at(dy, n, m) * at(weight, k, m);
                }
                put(dx, n, k, sum);
            }
        }
        dx.touch();
    }

    static void matmulTransposedInput(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        for (int k = 0; k < x.columns(); k++) {
            for (int m = 0; m < dy.columns(); m++) {
                double sum = accumulate ? at(dw, k, m) : 0;
                for (int n = 0; n < x.rows(); n++) {
                    sum += at(x, n, k) * at(dy, n, m);
                }
                put(dw, k, m, sum);
            }
        }
        dw.touch();
    }
}
