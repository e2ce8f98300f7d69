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

    /** Copies the columns of a matrix from {@code at} on, as many as {@code to} has. */
    static void takeColumns(Tensor from, int at, Tensor to) {
        move(from, 0, from.columns(), at, to, 0, to.columns(), 0, to.rows(), to.columns());
        to.touch();
    }

    /** Writes a matrix into the columns of another one from {@code at} on. */
    static void putColumns(Tensor from, Tensor to, int at) {
        move(from, 0, from.columns(), 0, to, 0, to.columns(), at, from.rows(), from.columns());
        to.touch();
    }

    /**
     * Copies {@code rows} rows of {@code length} elements.
     *
     * @param fromRow where the first row begins
     * @param fromStride elements from one row to the next
     * @param fromAt where a row's elements begin
     */
    static void move(
            Tensor from,
            int fromRow,
            int fromStride,
            int fromAt,
            Tensor to,
            int toRow,
            int toStride,
            int toAt,
            int rows,
            int length) {
        int width = to.type().width();
        for (int row = 0; row < rows; row++) {
            int source = fromRow + row * fromStride + fromAt;
            int target = toRow + row * toStride + toAt;
            to.bytes().put(target * width, from.bytes(), source * width, length * width);
        }
    }

    /** Adds up all rows of some columns: {@code sums += x[row, at + column]}, with {@code stride} elements in a row. */
    static void addColumns(Tensor x, int stride, int at, Tensor sums) {
        for (int start = at; start < x.size(); start += stride) {
            for (int column = 0; column < sums.size(); column++) {
                sums.set(column, sums.get(column) + x.get(start + column));
            }
        }
        sums.touch();
    }

    static void swapAxes(Tensor x, Tensor y) {
        int p = x.shape().dim(0);
        int q = x.shape().dim(1);
        int length = x.size() / p / q;
        for (int row = 0; row < p; row++) {
            move(x, row * q * length, length, 0, y, row * length, p * length, 0, q, length);
        }
        y.touch();
    }

    static void lookup(Tensor ids, Tensor table, Tensor y) {
        int width = table.columns();
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i) >= 0) {
                move(table, id(ids, i, table.rows()) * width, 0, 0, y, i * width, 0, 0, 1, width);
            } else {
                for (int column = 0; column < width; column++) {
                    y.set(i * width + column, 0);
                }
            }
        }
        y.touch();
    }

    /** Returns an id below {@code count}. */
    static int id(Tensor ids, int index, int count) {
        double value = ids.get(index);
        int id = (int) value;
        if (id != value || id < 0 || id >= count) {
            throw new IllegalArgumentException(
                    "id " + value + " at place " + index + ": must be a whole number from 0 to " + (count - 1));
        }
        return id;
    }

    static void lookupBackward(Tensor ids, Tensor dy, Tensor dtable, boolean accumulate) {
        if (!accumulate) {
            ElementLoops.fill(dtable, 0);
        }
        int width = dtable.columns();
        for (int i = 0; i < ids.size(); i++) {
            int to = ids.get(i) < 0 ? -1 : id(ids, i, dtable.rows()) * width;
            for (int column = 0; column < width && to >= 0; column++) {
                dtable.set(to + column, dtable.get(to + column) + dy.get(i * width + column));
            }
        }
        dtable.touch();
    }

    static double crossEntropy(Tensor logits, Tensor classes, double scale, Tensor gradient) {
        int columns = logits.shape().last();
        double loss = 0;
        for (int place = 0; place < classes.size(); place++) {
            int start = place * columns;
            if (classes.get(place) < 0) {
                for (int i = start; i < start + columns; i++) {
                    gradient.set(i, 0);
                }
                continue;
            }
            int right = start + id(classes, place, columns);
            double max = Double.NEGATIVE_INFINITY;
            for (int i = start; i < start + columns; i++) {
                max = Math.max(max, logits.get(i));
            }
            double total = 0;
            for (int i = start; i < start + columns; i++) {
                total += Math.exp(logits.get(i) - max);
            }
            loss += scale * (max + Math.log(total) - logits.get(right));
            for (int i = start; i < start + columns; i++) {
                double share = Math.exp(logits.get(i) - max) / total;
                gradient.set(i, scale * (i == right ? share - 1 : share));
            }
        }
        gradient.touch();
        return loss;
    }

    static int matchingClasses(Tensor logits, Tensor classes) {
        int columns = logits.shape().last();
        int matching = 0;
        for (int place = 0; place < classes.size(); place++) {
            int start = place * columns;
            if (argmax(logits, start, columns) == start + classes.get(place)) {
                matching++;
            }
        }
        return matching;
    }

    static int countClasses(Tensor classes) {
        int count = 0;
        for (int place = 0; place < classes.size(); place++) {
            count += classes.get(place) < 0 ? 0 : 1;
        }
        return count;
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
