package org.sparksg.tensor;

/** Row by row, as plain loops over the memory of the tensors; for both element types. */
final class RowLoops {
    private static final double TINY_LENGTH = 1e-8;

    private RowLoops() {}

    static void copy(Tensor from, Tensor to) {
        to.bytes().put(0, from.bytes(), 0, to.bytes().limit());
        to.touch();
    }

    static void addBias(Tensor x, Tensor bias, Tensor y) {
        int columns = y.columns();
        for (int i = 0; i < y.size(); i++) {
            y.set(i, x.get(i) + bias.get(i % columns));
        }
        y.touch();
    }

    static void sumRows(Tensor dy, Tensor db, boolean accumulate) {
        int columns = dy.columns();
        if (!accumulate) {
            ElementLoops.fill(db, 0);
        }
        for (int start = 0; start < dy.size(); start += columns) {
            for (int column = 0; column < columns; column++) {
                db.set(column, db.get(column) + dy.get(start + column));
            }
        }
        db.touch();
    }

    static void concatenate(Tensor a, Tensor b, Tensor to) {
        int width = to.type().width();
        int left = a.columns() * width;
        int right = b.columns() * width;
        for (int row = 0; row < to.rows(); row++) {
            int start = row * (left + right);
            to.bytes().put(start, a.bytes(), row * left, left);
            to.bytes().put(start + left, b.bytes(), row * right, right);
        }
        to.touch();
    }

    static void split(Tensor from, Tensor a, Tensor b) {
        int width = from.type().width();
        int left = a.columns() * width;
        int right = b.columns() * width;
        for (int row = 0; row < from.rows(); row++) {
            int start = row * (left + right);
            a.bytes().put(row * left, from.bytes(), start, left);
            b.bytes().put(row * right, from.bytes(), start + left, right);
        }
        a.touch();
        b.touch();
    }

    static void normaliseRows(Tensor x, Tensor y, Tensor lengths) {
        int columns = x.columns();
        for (int row = 0; row < x.rows(); row++) {
            int start = row * columns;
            double mean = 0;
            for (int i = 0; i < columns; i++) {
                mean += x.get(start + i) / columns;
            }
            double squares = 0;
            for (int i = 0; i < columns; i++) {
                double centred = x.get(start + i) - mean;
                squares += centred * centred;
            }
            double length = Math.sqrt(squares) + TINY_LENGTH;
            lengths.set(row, length);
            for (int i = 0; i < columns; i++) {
                y.set(start + i, (x.get(start + i) - mean) / length);
            }
        }
        y.touch();
        lengths.touch();
    }

    static void normaliseRowsBackward(Tensor y, Tensor lengths, Tensor dy, Tensor dx) {
        int columns = y.columns();
        for (int row = 0; row < y.rows(); row++) {
            int start = row * columns;
            double along = 0;
            double mean = 0;
            for (int i = 0; i < columns; i++) {
                along += y.get(start + i) * dy.get(start + i);
                mean += dy.get(start + i) / columns;
            }
            for (int i = 0; i < columns; i++) {
                dx.set(start + i, (dy.get(start + i) - mean - along * y.get(start + i)) / lengths.get(row));
            }
        }
        dx.touch();
    }

    static double softmaxCrossEntropy(Tensor logits, Tensor target, Tensor gradient) {
        int columns = logits.columns();
        double loss = 0;
        for (int start = 0; start < logits.size(); start += columns) {
            double max = Double.NEGATIVE_INFINITY;
            double weight = 0;
            double weighted = 0;
            for (int i = start; i < start + columns; i++) {
                max = Math.max(max, logits.get(i));
                weight += target.get(i);
                weighted += target.get(i) * logits.get(i);
            }
            double total = 0;
            for (int i = start; i < start + columns; i++) {
                total += Math.exp(logits.get(i) - max);
            }
            for (int i = start; i < start + columns; i++) {
                gradient.set(i, Math.exp(logits.get(i) - max) / total * weight - target.get(i));
            }
            loss += weight * (max + Math.log(total)) - weighted;
        }
        gradient.touch();
        return loss;
    }

    static double squaredError(Tensor x, Tensor target, Tensor gradient) {
        double loss = 0;
        int size = x.size();
        for (int i = 0; i < size; i++) {
            double difference = x.get(i) - target.get(i);
            gradient.set(i, 2 * difference);
            loss += difference * difference;
        }
        gradient.touch();
        return loss;
    }

    static int matchingArgmax(Tensor x, Tensor target) {
        int columns = x.columns();
        int matching = 0;
        for (int start = 0; start < x.size(); start += columns) {
            if (argmax(x, start, columns) == argmax(target, start, columns)) {
                matching++;
            }
        }
        return matching;
    }

    private static int argmax(Tensor x, int start, int columns) {
        int best = start;
        for (int i = start + 1; i < start + columns; i++) {
            if (x.get(i) > x.get(best)) {
                best = i;
            }
        }
        return best;
    }
}
