package org.sparksg.tensor;

/**
 * Convolutions as products, image by image: what the window sees at each place becomes a row of a matrix. For kernels that have
 * no better way; channels in groups go one after the other.
 */
final class ColumnConvolution {
    private final Kernels kernels;
    private final Places places;
    private final ImageLoops loops;
    private final int groups;
    private final Tensor columns; // [places, window · channels] of one image
    private final Tensor output; // [places, units] of one image
    private final Tensor x;
    private final Tensor[] outputs; // of each image, [places, units]
    private final Tensor weight; // as a matrix [window · channels of a group, units]
    private final Parts parts; // null if there is one group
    private final Tensor factorColumns; // of a product: of one group, or of all
    private final Tensor factorOutput;
    private final Tensor factorWeight;

    /** Memory for one group of an image. */
    private record Parts(Tensor columns, Tensor output, Tensor weight, int window) {}

    ColumnConvolution(Kernels kernels, Tensor x, Tensor weight, Window window, int groups, Tensor y) {
        this.kernels = kernels;
        this.places = new Places(x, window);
        this.loops = new ImageLoops(window, x.shape());
        this.groups = groups;
        int units = y.shape().dim(3);
        int seen = places.size();
        this.columns = kernels.zeros(Shape.of(places.count(), seen));
        this.output = kernels.zeros(Shape.of(places.count(), units));
        this.x = x;
        this.outputs = new Tensor[x.rows()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = y.view(i * output.size(), output.shape());
        }
        this.weight = weight.view(0, Shape.of(seen / groups, units));
        this.parts = groups == 1
                ? null
                : new Parts(
                        kernels.zeros(Shape.of(places.count(), seen / groups)),
                        kernels.zeros(Shape.of(places.count(), units / groups)),
                        kernels.zeros(Shape.of(seen / groups, units / groups)),
                        window.size());
        this.factorColumns = parts == null ? columns : parts.columns();
        this.factorOutput = parts == null ? output : parts.output();
        this.factorWeight = parts == null ? this.weight : parts.weight();
    }

    /** {@code y = x ∗ weight}. */
    Step forward() {
        Step product = kernels.matmul(factorColumns, factorWeight, factorOutput);
        return () -> {
            for (int i = 0; i < outputs.length; i++) {
                places.gather(x, i * places.count(), places.count(), columns);
                for (int group = 0; group < groups; group++) {
                    takeColumns(group);
                    takeWeight(group);
                    product.run();
                    putOutput(group);
                }
                kernels.copy(output, outputs[i]);
            }
        };
    }

    /** {@code x}, here the gradient by it, from {@code y}, the gradient by that. */
    Step inputGradient() {
        Step product = kernels.matmulTransposedWeight(factorOutput, factorWeight, factorColumns);
        return () -> {
            kernels.fill(x, 0);
            for (int i = 0; i < outputs.length; i++) {
                kernels.copy(outputs[i], output);
                for (int group = 0; group < groups; group++) {
                    takeOutput(group);
                    takeWeight(group);
                    product.run();
                    putColumns(group);
                }
                loops.scatter(columns, i, x);
            }
        };
    }

    /** {@code weight}, here the gradient by it, from {@code x} and {@code y}, the gradient by that. */
    Step weightGradient(boolean accumulate) {
        Step first = kernels.matmulTransposedInput(factorColumns, factorOutput, factorWeight, accumulate);
        Step next = kernels.matmulTransposedInput(factorColumns, factorOutput, factorWeight, true);
        return () -> {
            for (int i = 0; i < outputs.length; i++) {
                places.gather(x, i * places.count(), places.count(), columns);
                kernels.copy(outputs[i], output);
                for (int group = 0; group < groups; group++) {
                    takeColumns(group);
                    takeOutput(group);
                    takeWeight(group);
                    (i == 0 ? first : next).run();
                    putWeight(group);
                }
            }
        };
    }

    private void takeColumns(int group) {
        if (parts != null) {
            move(columns, group, parts.window(), parts.columns(), true);
        }
    }

    private void putColumns(int group) {
        if (parts != null) {
            move(columns, group, parts.window(), parts.columns(), false);
        }
    }

    private void takeOutput(int group) {
        if (parts != null) {
            move(output, group, 1, parts.output(), true);
        }
    }

    private void putOutput(int group) {
        if (parts != null) {
            move(output, group, 1, parts.output(), false);
        }
    }

    private void takeWeight(int group) {
        if (parts != null) {
            move(weight, group, 1, parts.weight(), true);
        }
    }

    private void putWeight(int group) {
        if (parts != null) {
            move(weight, group, 1, parts.weight(), false);
        }
    }

    /** Copies the columns of one group out of all, or back; {@code blocks}: elements of the window, whose columns lie side by side. */
    private void move(Tensor whole, int group, int blocks, Tensor part, boolean take) {
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
