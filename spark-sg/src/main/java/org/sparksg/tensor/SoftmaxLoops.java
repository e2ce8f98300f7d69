package org.sparksg.tensor;

/** Softmax of rows, as plain loops; for both element types. */
final class SoftmaxLoops implements SoftmaxRows {
    @Override
    public void forward(Tensor x, double scale, boolean causal) {
        int columns = x.columns();
        for (int row = 0; row < x.rows(); row++) {
            int start = row * columns;
            int seen = causal ? row + 1 : columns;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = start; i < start + seen; i++) {
                max = Math.max(max, x.get(i));
            }
            double total = 0;
            for (int i = start; i < start + seen; i++) {
                total += Math.exp(scale * (x.get(i) - max));
            }
            for (int i = start; i < start + columns; i++) {
                x.set(i, i < start + seen ? Math.exp(scale * (x.get(i) - max)) / total : 0);
            }
        }
        x.touch();
    }

    @Override
    public void backward(Tensor y, double scale, Tensor dy) {
        int columns = y.columns();
        for (int start = 0; start < y.size(); start += columns) {
            double along = 0;
            for (int i = start; i < start + columns; i++) {
                along += y.get(i) * dy.get(i);
            }
            for (int i = start; i < start + columns; i++) {
                dy.set(i, scale * y.get(i) * (dy.get(i) - along));
            }
        }
        dy.touch();
    }
}
