package org.sparksg.tensor;

/**
 * Convolutions as products, image by image: what the window sees at each place becomes a row of a matrix. For kernels that have
 * no better way; channels in groups go one after the other.
 */
final class ColumnConvolution {
    private final Kernels kernels;
    private final ImageLoops loops;
    private final int groups;
    private final Tensor columns; // [places, window · channels] of one image
    private final Tensor output; // [places, units] of one image
    private final Tensor x;
    private final Tensor[] outputs; // of each image, [places, units]
    private final Tensor weight; // as a matrix [window · channels of a group, units]
    private final Parts parts; // null if there is one group

    /** Memory for one group of an image. */
    private record Parts(Tensor columns, Tensor output, Tensor weight, int window) {}

    ColumnConvolution(Kernels kernels, Tensor x, Tensor weight, Window window, int groups, Tensor y) {
        this.kernels = kernels;
        this.loops = new ImageLoops(window, x.shape());
        this.groups = groups;
        int places = y.shape().dim(1) * y.shape().dim(2);
        int units = y.shape().dim(3);
        int seen = window.size() * x.shape().dim(3);
        this.columns = kernels.zeros(Shape.of(places, seen));
        this.output = kernels.zeros(Shape.of(places, units));
        this.x = x;
        this.outputs = new Tensor[x.rows()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = y.view(i * places * units, Shape.of(places, units));
        }
        this.weight = weight.view(0, Shape.of(seen / groups, units));
        this.parts = groups == 1
                ? null
                : new Parts(
                        kernels.zeros(Shape.of(places, seen / groups)),
                        kernels.zeros(Shape.of(places, units / groups)),
                        kernels.zeros(Shape.of(seen / groups, units / groups)),
                        window.size());
    }

    /** {@code y = x ∗ weight}. */
    void forward() {
        for (int i = 0; i < outputs.length; i++) {
            loops.gather(x, i, columns);
            if (parts == null) {
                kernels.matmul(columns, weight, output);
            } else {
                for (int group = 0; group < groups; group++) {
                    take(columns, group, true, parts.columns());
                    take(weight, group, false, parts.weight());
                    kernels.matmul(parts.columns(), parts.weight(), parts.output());
                    put(parts.output(), group, false, output);
                }
            }
            kernels.copy(output, outputs[i]);
        }
    }

    /** {@code x}, here the gradient by it, from {@code y}, the gradient by that. */
    void inputGradient() {
        kernels.fill(x, 0);
        for (int i = 0; i < outputs.length; i++) {
            kernels.copy(outputs[i], output);
            if (parts == null) {
                kernels.matmulTransposedWeight(output, weight, columns);
            } else {
                for (int group = 0; group < groups; group++) {
                    take(output, group, false, parts.output());
                    take(weight, group, false, parts.weight());
                    kernels.matmulTransposedWeight(parts.output(), parts.weight(), parts.columns());
                    put(parts.columns(), group, true, columns);
                }
            }
            loops.scatter(columns, i, x);
        }
    }

    /** {@code weight}, here the gradient by it, from {@code x} and {@code y}, the gradient by that. */
    void weightGradient(boolean accumulate) {
        for (int i = 0; i < outputs.length; i++) {
            loops.gather(x, i, columns);
            kernels.copy(outputs[i], output);
            boolean add = accumulate || i > 0;
            if (parts == null) {
                kernels.matmulTransposedInput(columns, output, weight, add);
            } else {
                for (int group = 0; group < groups; group++) {
                    take(columns, group, true, parts.columns());
                    take(output, group, false, parts.output());
                    take(weight, group, false, parts.weight());
                    kernels.matmulTransposedInput(parts.columns(), parts.output(), parts.weight(), add);
                    put(parts.weight(), group, false, weight);
                }
            }
        }
    }

    /** Copies the columns of one group; {@code windowed}: those of each element of the window lie side by side. */
    private void take(Tensor from, int group, boolean windowed, Tensor to) {
        move(from, group, windowed, to, true);
    }

    private void put(Tensor from, int group, boolean windowed, Tensor to) {
        move(to, group, windowed, from, false);
    }

    private void move(Tensor whole, int group, boolean windowed, Tensor part, boolean take) {
        int blocks = windowed ? parts.window() : 1;
        int width = part.columns() / blocks; // channels of a group
        for (int row = 0; row < part.rows(); row++) {
            for (int block = 0; block < blocks; block++) {
                int from = row * whole.columns() + (block * groups + group) * width;
                int to = row * part.columns() + block * width;
                for (int c = 0; c < width; c++) {
                    if (take) {
                        part.set(to + c, whole.get(from + c));
                    } else {
                        whole.set(from + c, part.get(to + c));
                    }
                }
            }
        }
        (take ? part : whole).touch();
    }
}
