package org.sparksg.tensor;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static org.sparksg.tensor.Lanes.FLOATS;
import static org.sparksg.tensor.Lanes.ORDER;
import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Lanes.get;
import static org.sparksg.tensor.Lanes.put;

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

    /** {@code y = x + bias} in every row. */
    static void addBias(Tensor x, Tensor bias, Tensor y) {
        ByteBuffer from = x.bytes();
        ByteBuffer to = y.bytes();
        ByteBuffer biases = bias.bytes();
        int columns = y.columns();
        for (int start = 0; start < y.size(); start += columns) {
            int m = 0;
            for (; m <= columns - WIDTH; m += WIDTH) {
                fromByteBuffer(FLOATS, from, start + m << 2, ORDER)
                        .add(fromByteBuffer(FLOATS, biases, m << 2, ORDER))
                        .intoByteBuffer(to, start + m << 2, ORDER);
            }
            for (; m < columns; m++) {
                put(to, start + m, get(from, start + m) + get(biases, m));
            }
        }
        y.touch();
    }

    /** {@code y = max(0, y + bias)} in every row; what is not a number stays so. */
    static void addBiasRelu(Tensor y, Tensor bias) {
        ByteBuffer values = y.bytes();
        ByteBuffer biases = bias.bytes();
        int columns = y.columns();
        FloatVector zero = broadcast(FLOATS, 0);
        for (int start = 0; start < y.size(); start += columns) {
            int m = 0;
            for (; m <= columns - WIDTH; m += WIDTH) {
                FloatVector sum = fromByteBuffer(FLOATS, values, start + m << 2, ORDER)
                        .add(fromByteBuffer(FLOATS, biases, m << 2, ORDER));
                sum.blend(zero, sum.compare(VectorOperators.LT, 0)).intoByteBuffer(values, start + m << 2, ORDER);
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
            addRow(from, row * columns, columns, sums, 0);
        }
    }

    private static void addFourRows(ByteBuffer from, int first, int columns, ByteBuffer sums) {
        int second = first + columns;
        int third = second + columns;
        int fourth = third + columns;
        int m = 0;
        for (; m <= columns - WIDTH; m += WIDTH) {
            FloatVector upper = fromByteBuffer(FLOATS, from, first + m << 2, ORDER)
                    .add(fromByteBuffer(FLOATS, from, second + m << 2, ORDER));
            FloatVector lower = fromByteBuffer(FLOATS, from, third + m << 2, ORDER)
                    .add(fromByteBuffer(FLOATS, from, fourth + m << 2, ORDER));
            fromByteBuffer(FLOATS, sums, m << 2, ORDER).add(upper.add(lower)).intoByteBuffer(sums, m << 2, ORDER);
        }
        for (; m < columns; m++) {
            float upper = get(from, first + m) + get(from, second + m);
            float lower = get(from, third + m) + get(from, fourth + m);
            put(sums, m, get(sums, m) + (upper + lower));
        }
    }

    private static void addRow(ByteBuffer from, int start, int columns, ByteBuffer sums, int to) {
        int m = 0;
        for (; m <= columns - WIDTH; m += WIDTH) {
            fromByteBuffer(FLOATS, sums, to + m << 2, ORDER)
                    .add(fromByteBuffer(FLOATS, from, start + m << 2, ORDER))
                    .intoByteBuffer(sums, to + m << 2, ORDER);
        }
        for (; m < columns; m++) {
            put(sums, to + m, get(sums, to + m) + get(from, start + m));
        }
    }

    /** Adds each row to that of a table whose number is its id. */
    static void addTo(Tensor ids, Tensor rows, Tensor table, boolean accumulate) {
        int columns = table.columns();
        if (!accumulate) {
            VectorElements.fill(table.bytes(), table.size(), 0);
        }
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i) >= 0) {
                int to = RowLoops.id(ids, i, table.rows()) * columns;
                addRow(rows.bytes(), i * columns, columns, table.bytes(), to);
            }
        }
        table.touch();
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
            addRow(to, start, columns, sums, 0);
        }
        dx.touch();
        db.touch();
    }
}
