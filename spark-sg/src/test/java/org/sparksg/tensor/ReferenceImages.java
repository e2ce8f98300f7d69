package org.sparksg.tensor;

import static org.sparksg.tensor.ReferenceLoops.add;
import static org.sparksg.tensor.ReferenceLoops.fill;

import java.util.Arrays;

/** The convolutions and pools of {@link ReferenceKernels}, window by window. */
final class ReferenceImages {
    private ReferenceImages() {}

    /** What an element of the window sees, by its definition: for each number of {@code y}, all that it is a sum of. */
    private interface Product {
        void take(int x, int weight, int y);
    }

    private static void products(Tensor x, Window window, int groups, Tensor y, Product product) {
        int[] in = {
            x.shape().dim(0), x.shape().dim(1), x.shape().dim(2), x.shape().dim(3)
        };
        int[] out = {in[0], y.shape().dim(1), y.shape().dim(2), y.shape().dim(3)};
        int perGroup = in[3] / groups;
        for (int to = 0; to < y.size(); to++) {
            int unit = to % out[3];
            int right = to / out[3] % out[2];
            int down = to / out[3] / out[2] % out[1];
            int image = to / out[3] / out[2] / out[1];
            for (int k = 0; k < window.down().size(); k++) {
                for (int l = 0; l < window.right().size(); l++) {
                    int row = down * window.down().stride()
                            + k * window.down().dilation()
                            - window.down().before();
                    int column = right * window.right().stride()
                            + l * window.right().dilation()
                            - window.right().before();
                    if (row < 0 || row >= in[1] || column < 0 || column >= in[2]) {
                        continue;
                    }
                    for (int c = 0; c < perGroup; c++) {
                        int channel = unit / (out[3] / groups) * perGroup + c;
                        product.take(
                                ((image * in[1] + row) * in[2] + column) * in[3] + channel,
                                ((k * window.right().size() + l) * perGroup + c) * out[3] + unit,
                                to);
                    }
                }
            }
        }
    }

    static void convolution(Tensor x, Tensor weight, Window window, int groups, Tensor y) {
        fill(y, 0);
        products(x, window, groups, y, (i, w, o) -> add(y, o, x.get(i) * weight.get(w)));
    }

    static void convolutionInput(Tensor dy, Tensor weight, Window window, int groups, Tensor dx) {
        fill(dx, 0);
        products(dx, window, groups, dy, (i, w, o) -> add(dx, i, dy.get(o) * weight.get(w)));
    }

    static void convolutionWeight(Tensor x, Tensor dy, Window window, int groups, Tensor dw, boolean accumulate) {
        if (!accumulate) {
            fill(dw, 0);
        }
        products(x, window, groups, dy, (i, w, o) -> add(dw, w, x.get(i) * dy.get(o)));
    }

    /** All that the window sees of one channel at a place of the result: indices, and -1 for padding. */
    private static int[] seen(Tensor x, Window window, Tensor y, int to) {
        int channels = y.shape().dim(3);
        int right = to / channels % y.shape().dim(2);
        int down = to / channels / y.shape().dim(2) % y.shape().dim(1);
        int image = to / channels / y.shape().dim(2) / y.shape().dim(1);
        int[] indices = new int[window.size()];
        for (int i = 0; i < indices.length; i++) {
            int row = down * window.down().stride()
                    + i / window.right().size() * window.down().dilation()
                    - window.down().before();
            int column = right * window.right().stride()
                    + i % window.right().size() * window.right().dilation()
                    - window.right().before();
            boolean inside = row >= 0
                    && row < x.shape().dim(1)
                    && column >= 0
                    && column < x.shape().dim(2);
            int pixel = (image * x.shape().dim(1) + row) * x.shape().dim(2) + column;
            indices[i] = inside ? pixel * channels + to % channels : -1;
        }
        return indices;
    }

    static void maxPool(Tensor x, Window window, Tensor y, Tensor chosen) {
        for (int to = 0; to < y.size(); to++) {
            int[] indices = seen(x, window, y, to);
            int best = -1;
            for (int i = 0; i < indices.length; i++) {
                if (indices[i] >= 0 && (best < 0 || x.get(indices[i]) > x.get(indices[best]))) {
                    best = i;
                }
            }
            y.set(to, x.get(indices[best]));
            chosen.set(to, best);
        }
    }

    static void maxPoolBackward(Tensor dy, Tensor chosen, Window window, Tensor dx) {
        fill(dx, 0);
        for (int to = 0; to < dy.size(); to++) {
            add(dx, seen(dx, window, dy, to)[(int) chosen.get(to)], dy.get(to));
        }
    }

    static void meanPool(Tensor x, Window window, Tensor y) {
        for (int to = 0; to < y.size(); to++) {
            int[] inside =
                    Arrays.stream(seen(x, window, y, to)).filter(i -> i >= 0).toArray();
            y.set(to, Arrays.stream(inside).mapToDouble(x::get).sum() / inside.length);
        }
    }

    static void meanPoolBackward(Tensor dy, Window window, Tensor dx) {
        fill(dx, 0);
        for (int to = 0; to < dy.size(); to++) {
            int[] inside =
                    Arrays.stream(seen(dx, window, dy, to)).filter(i -> i >= 0).toArray();
            for (int i : inside) {
                add(dx, i, dy.get(to) / inside.length);
            }
        }
    }
}
