package org.sparksg.tensor;

import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static org.sparksg.tensor.Lanes.FLOATS;
import static org.sparksg.tensor.Lanes.ORDER;
import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Lanes.get;
import static org.sparksg.tensor.Lanes.put;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** Batch normalisation with vector instructions: row after row, with the sums of all columns in the nearest cache. */
final class VectorBatchNorm {
    private ByteBuffer sums = buffer(1);
    private ByteBuffer products = buffer(1);

    void forward(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor mean,
            Tensor variance,
            Tensor inverseDeviation,
            Tensor y) {
        int columns = x.columns();
        int rows = x.rows();
        reserve(columns);
        VectorRows.sumRows(x.bytes(), rows, columns, sums, false);
        VectorElements.scale(1f / rows, sums, sums, columns);
        VectorElements.fill(products, columns, 0);
        for (int row = 0; row < rows; row++) {
            addSquaredDistances(x.bytes(), row * columns, columns, sums, products);
        }
        for (int m = 0; m < columns; m++) {
            double squares = get(products, m);
            mean.set(m, get(sums, m));
            variance.set(m, squares / Math.max(1, rows - 1));
            inverseDeviation.set(m, 1 / Math.sqrt(squares / rows + epsilon));
        }
        normalize(x, scale.bytes(), shift.bytes(), mean.bytes(), inverseDeviation.bytes(), y.bytes());
        mean.touch();
        variance.touch();
        inverseDeviation.touch();
        y.touch();
    }

    private static void addSquaredDistances(ByteBuffer x, int start, int columns, ByteBuffer mean, ByteBuffer squares) {
        int m = 0;
        for (; m <= columns - WIDTH; m += WIDTH) {
            FloatVector distance =
                    fromByteBuffer(FLOATS, x, start + m << 2, ORDER).sub(fromByteBuffer(FLOATS, mean, m << 2, ORDER));
            fromByteBuffer(FLOATS, squares, m << 2, ORDER)
                    .add(distance.mul(distance))
                    .intoByteBuffer(squares, m << 2, ORDER);
        }
        for (; m < columns; m++) {
            float distance = get(x, start + m) - get(mean, m);
            put(squares, m, get(squares, m) + distance * distance);
        }
    }

    void inference(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor runningMean,
            Tensor runningVariance,
            Tensor y) {
        reserve(x.columns());
        for (int m = 0; m < x.columns(); m++) {
            put(products, m, (float) (1 / Math.sqrt(runningVariance.get(m) + epsilon)));
        }
        normalize(x, scale.bytes(), shift.bytes(), runningMean.bytes(), products, y.bytes());
        y.touch();
    }

    private static void normalize(
            Tensor x, ByteBuffer scale, ByteBuffer shift, ByteBuffer mean, ByteBuffer inverse, ByteBuffer y) {
        ByteBuffer from = x.bytes();
        int columns = x.columns();
        for (int start = 0; start < x.size(); start += columns) {
            int m = 0;
            for (; m <= columns - WIDTH; m += WIDTH) {
                FloatVector z = fromByteBuffer(FLOATS, from, start + m << 2, ORDER)
                        .sub(fromByteBuffer(FLOATS, mean, m << 2, ORDER))
                        .mul(fromByteBuffer(FLOATS, inverse, m << 2, ORDER));
                z.mul(fromByteBuffer(FLOATS, scale, m << 2, ORDER))
                        .add(fromByteBuffer(FLOATS, shift, m << 2, ORDER))
                        .intoByteBuffer(y, start + m << 2, ORDER);
            }
            for (; m < columns; m++) {
                float z = (get(from, start + m) - get(mean, m)) * get(inverse, m);
                put(y, start + m, z * get(scale, m) + get(shift, m));
            }
        }
    }

    void backward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate) {
        int columns = x.columns();
        int rows = x.rows();
        reserve(columns);
        VectorRows.sumRows(dy.bytes(), rows, columns, sums, false);
        VectorElements.fill(products, columns, 0);
        for (int row = 0; row < rows; row++) {
            addProducts(x.bytes(), dy.bytes(), row * columns, columns, mean.bytes(), products);
        }
        VectorElements.multiply(products, inverseDeviation.bytes(), products, columns);
        float old = accumulate ? 1 : 0;
        keep(old, dscale.bytes(), products, columns);
        keep(old, dshift.bytes(), sums, columns);
        VectorElements.scale(1f / rows, sums, sums, columns);
        VectorElements.scale(1f / rows, products, products, columns);
        for (int row = 0; row < rows; row++) {
            center(x, dy, row * columns, scale.bytes(), mean.bytes(), inverseDeviation.bytes(), dx.bytes());
        }
        dx.touch();
        dscale.touch();
        dshift.touch();
    }

    private static void keep(float old, ByteBuffer result, ByteBuffer sum, int columns) {
        if (old == 0) {
            VectorElements.scale(1, sum, result, columns);
        } else {
            VectorElements.combine(old, result, 1, sum, result, columns);
        }
    }

    private static void addProducts(
            ByteBuffer x, ByteBuffer dy, int start, int columns, ByteBuffer mean, ByteBuffer products) {
        int m = 0;
        for (; m <= columns - WIDTH; m += WIDTH) {
            FloatVector distance =
                    fromByteBuffer(FLOATS, x, start + m << 2, ORDER).sub(fromByteBuffer(FLOATS, mean, m << 2, ORDER));
            fromByteBuffer(FLOATS, products, m << 2, ORDER)
                    .add(distance.mul(fromByteBuffer(FLOATS, dy, start + m << 2, ORDER)))
                    .intoByteBuffer(products, m << 2, ORDER);
        }
        for (; m < columns; m++) {
            float distance = get(x, start + m) - get(mean, m);
            put(products, m, get(products, m) + distance * get(dy, start + m));
        }
    }

    private void center(
            Tensor x, Tensor dy, int start, ByteBuffer scale, ByteBuffer mean, ByteBuffer inverse, ByteBuffer dx) {
        ByteBuffer inputs = x.bytes();
        ByteBuffer gradients = dy.bytes();
        int columns = x.columns();
        int m = 0;
        for (; m <= columns - WIDTH; m += WIDTH) {
            FloatVector z = fromByteBuffer(FLOATS, inputs, start + m << 2, ORDER)
                    .sub(fromByteBuffer(FLOATS, mean, m << 2, ORDER))
                    .mul(fromByteBuffer(FLOATS, inverse, m << 2, ORDER));
            FloatVector centered = fromByteBuffer(FLOATS, gradients, start + m << 2, ORDER)
                    .sub(fromByteBuffer(FLOATS, sums, m << 2, ORDER))
                    .sub(z.mul(fromByteBuffer(FLOATS, products, m << 2, ORDER)));
            centered.mul(fromByteBuffer(FLOATS, scale, m << 2, ORDER)
                            .mul(fromByteBuffer(FLOATS, inverse, m << 2, ORDER)))
                    .intoByteBuffer(dx, start + m << 2, ORDER);
        }
        for (; m < columns; m++) {
            float z = (get(inputs, start + m) - get(mean, m)) * get(inverse, m);
            float centered = get(gradients, start + m) - get(sums, m) - z * get(products, m);
            put(dx, start + m, centered * (get(scale, m) * get(inverse, m)));
        }
    }

    private void reserve(int columns) {
        if (sums.capacity() < columns * Float.BYTES) {
            sums = buffer(columns);
            products = buffer(columns);
        }
    }

    private static ByteBuffer buffer(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
    }
}
