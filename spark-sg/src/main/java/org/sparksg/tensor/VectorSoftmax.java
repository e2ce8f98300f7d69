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

/** What {@link SoftmaxLoops} does, with vector instructions. */
final class VectorSoftmax implements SoftmaxRows {
    private static final float NOTHING = -1e30f; // whose exponential is 0

    @Override
    public void forward(Tensor x, double scale, boolean causal) {
        ByteBuffer values = x.bytes();
        int columns = x.columns();
        for (int row = 0; row < x.rows(); row++) {
            int seen = causal ? row + 1 : columns;
            below(values, row * columns, seen, (float) scale);
            hide(values, row * columns + seen, (row + 1) * columns);
        }
        VectorExp.ofNegatives(values, x.size());
        for (int start = 0; start < x.size(); start += columns) {
            divide(values, start, columns);
        }
        x.touch();
    }

    /** Takes a row's maximum off it, and scales. */
    private static void below(ByteBuffer values, int start, int length, float scale) {
        int end = start + length;
        float maximum = VectorLosses.maximum(values, start, end);
        int i = start;
        for (; i <= end - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, values, i << 2, ORDER)
                    .sub(maximum)
                    .mul(scale)
                    .intoByteBuffer(values, i << 2, ORDER);
        }
        for (; i < end; i++) {
            put(values, i, scale * (get(values, i) - maximum));
        }
    }

    private static void hide(ByteBuffer values, int start, int end) {
        int i = start;
        FloatVector nothing = broadcast(FLOATS, NOTHING);
        for (; i <= end - WIDTH; i += WIDTH) {
            nothing.intoByteBuffer(values, i << 2, ORDER);
        }
        for (; i < end; i++) {
            put(values, i, NOTHING);
        }
    }

    private static void divide(ByteBuffer values, int start, int length) {
        float factor = 1 / VectorLosses.sum(values, start, length);
        int end = start + length;
        int i = start;
        for (; i <= end - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, values, i << 2, ORDER).mul(factor).intoByteBuffer(values, i << 2, ORDER);
        }
        for (; i < end; i++) {
            put(values, i, factor * get(values, i));
        }
    }

    @Override
    public void backward(Tensor y, double scale, Tensor dy) {
        int columns = y.columns();
        for (int start = 0; start < y.size(); start += columns) {
            backward(y.bytes(), dy.bytes(), start, start + columns, (float) scale);
        }
        dy.touch();
    }

    private static void backward(ByteBuffer y, ByteBuffer dy, int start, int end, float scale) {
        int i = start;
        FloatVector sums = broadcast(FLOATS, 0);
        for (; i <= end - WIDTH; i += WIDTH) {
            sums = sums.add(fromByteBuffer(FLOATS, y, i << 2, ORDER).mul(fromByteBuffer(FLOATS, dy, i << 2, ORDER)));
        }
        float along = sums.reduceLanes(VectorOperators.ADD);
        for (; i < end; i++) {
            along += get(y, i) * get(dy, i);
        }
        i = start;
        for (; i <= end - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, dy, i << 2, ORDER)
                    .sub(along)
                    .mul(fromByteBuffer(FLOATS, y, i << 2, ORDER))
                    .mul(scale)
                    .intoByteBuffer(dy, i << 2, ORDER);
        }
        for (; i < end; i++) {
            put(dy, i, scale * get(y, i) * (get(dy, i) - along));
        }
    }
}
