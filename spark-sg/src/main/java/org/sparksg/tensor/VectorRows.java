package org.sparksg.tensor;

import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Lanes.all;
import static org.sparksg.tensor.Lanes.get;
import static org.sparksg.tensor.Lanes.load;
import static org.sparksg.tensor.Lanes.put;
import static org.sparksg.tensor.Lanes.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Biases and their gradients with vector instructions. Sums over rows take four rows at a time, from left to right: memory is
 * read in order, and the running sums, which stay in the nearest cache, are touched once for four rows.
 */
final class VectorRows {
    private static final int GROUP = 4;

    private VectorRows() {}

    /** {@code y += bias} in every row. */
    static void addBias(Tensor y, Tensor bias) {
        ByteBuffer values = y.bytes();
        ByteBuffer biases = bias.bytes();
        int columns = y.columns();
        for (int start = 0; start < y.size(); start += columns) {
            int m = 0;
            for (; m <= columns - WIDTH; m += WIDTH) {
                store(load(values, start + m).add(load(biases, m)), values, start + m);
            }
            for (; m < columns; m++) {
                put(values, start + m, get(values, start + m) + get(biases, m));
            }
        }
    }

    /** {@code y = max(0, y + bias)} in every row; what is not a number stays so. */
    static void addBiasRelu(Tensor y, Tensor bias) {
        ByteBuffer values = y.bytes();
        ByteBuffer biases = bias.bytes();
        int columns = y.columns();
        FloatVector zero = all(0);
        for (int start = 0; start < y.size(); start += columns) {
            int m = 0;
            for (; m <= columns - WIDTH; m += WIDTH) {
                FloatVector sum = load(values, start + m).add(load(biases, m));
                store(sum.blend(zero, sum.compare(VectorOperators.LT, 0)), values, start + m);
            }
            for (; m < columns; m++) {
                put(values, start + m, Math.max(0, get(values, start + m) + get(biases, m)));
            }
        }
        y.touch();
    }

    static void sumRows(Tensor dy, Tensor db, boolean accumulate) {
        sumRows(dy.bytes(), dy.rows(), dy.columns(), db.bytes(), accumulate);
        db.touch();
    }

    static void sumRows(ByteBuffer from, int rows, int columns, ByteBuffer sums, boolean accumulate) {
        if (!accumulate) {
            VectorElements.fill(sums, columns, 0);
        }
        int row = 0;
        for (; row <= rows - GROUP; row += GROUP) {
            addFourRows(from, row * columns, columns, sums);
        }
        for (; row < rows; row++) {
            addRow(from, row * columns, columns, sums);
        }
    }

    private static void addFourRows(ByteBuffer from, int first, int columns, ByteBuffer sums) {
        int second = first + columns;
        int third = second + columns;
        int fourth = third + columns;
        int m = 0;
        for (; m <= columns - WIDTH; m += WIDTH) {
            FloatVector upper = load(from, first + m).add(load(from, second + m));
            FloatVector lower = load(from, third + m).add(load(from, fourth + m));
            store(load(sums, m).add(upper.add(lower)), sums, m);
        }
        for (; m < columns; m++) {
            float upper = get(from, first + m) + get(from, second + m);
            float lower = get(from, third + m) + get(from, fourth + m);
            put(sums, m, get(sums, m) + (upper + lower));
        }
    }

    private static void addRow(ByteBuffer from, int start, int columns, ByteBuffer sums) {
        int m = 0;
        for (; m <= columns - WIDTH; m += WIDTH) {
            store(load(sums, m).add(load(from, start + m)), sums, m);
        }
        for (; m < columns; m++) {
            put(sums, m, get(sums, m) + get(from, start + m));
        }
    }

    /** The gradient of relu and the sum of its rows, four rows at a time, which are summed while they stay in the nearest cache. */
    static void reluBackwardBias(Tensor y, Tensor dy, Tensor dx, Tensor db, boolean accumulate) {
        ByteBuffer outputs = y.bytes();
        ByteBuffer from = dy.bytes();
        ByteBuffer to = dx.bytes();
        ByteBuffer sums = db.bytes();
        int columns = y.columns();
        if (!accumulate) {
            VectorElements.fill(sums, columns, 0);
        }
        int row = 0;
        for (; row <= y.rows() - GROUP; row += GROUP) {
            int start = row * columns;
            VectorElements.reluBackward(outputs, from, to, start, start + GROUP * columns);
            addFourRows(to, start, columns, sums);
        }
        for (; row < y.rows(); row++) {
            int start = row * columns;
            VectorElements.reluBackward(outputs, from, to, start, start + columns);
            addRow(to, start, columns, sums);
        }
        dx.touch();
        db.touch();
    }
}
