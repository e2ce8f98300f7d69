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

/** Losses and inner products with vector instructions. Long sums are single precision in pieces, double over the pieces. */
final class VectorLosses {
    private static final int PIECE = 1024;

    private VectorLosses() {}

    static double dot(Tensor x, Tensor y) {
        int size = x.size();
        double sum = 0;
        for (int start = 0; start < size; start += PIECE) {
            sum += dot(x.bytes(), start, y.bytes(), start, Math.min(PIECE, size - start));
        }
        return sum;
    }

    private static float dot(ByteBuffer x, int xStart, ByteBuffer y, int yStart, int length) {
        int i = 0;
        FloatVector sums = broadcast(FLOATS, 0);
        for (; i <= length - WIDTH; i += WIDTH) {
            sums = sums.add(fromByteBuffer(FLOATS, x, xStart + i << 2, ORDER)
                    .mul(fromByteBuffer(FLOATS, y, yStart + i << 2, ORDER)));
        }
        float sum = sums.reduceLanes(VectorOperators.ADD);
        for (; i < length; i++) {
            sum += get(x, xStart + i) * get(y, yStart + i);
        }
        return sum;
    }

    static double squaredError(Tensor x, Tensor target, Tensor gradient) {
        int size = x.size();
        double sum = 0;
        for (int start = 0; start < size; start += PIECE) {
            sum += squaredError(x.bytes(), target.bytes(), gradient.bytes(), start, Math.min(size, start + PIECE));
        }
        gradient.touch();
        return sum;
    }

    private static float squaredError(ByteBuffer x, ByteBuffer target, ByteBuffer gradient, int start, int end) {
        int i = start;
        FloatVector sums = broadcast(FLOATS, 0);
        for (; i <= end - WIDTH; i += WIDTH) {
            FloatVector difference =
                    fromByteBuffer(FLOATS, x, i << 2, ORDER).sub(fromByteBuffer(FLOATS, target, i << 2, ORDER));
            difference.add(difference).intoByteBuffer(gradient, i << 2, ORDER);
            sums = sums.add(difference.mul(difference));
        }
        float sum = sums.reduceLanes(VectorOperators.ADD);
        for (; i < end; i++) {
            float difference = get(x, i) - get(target, i);
            put(gradient, i, 2 * difference);
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * Softmax cross-entropy in three passes through {@code gradient}: distances from each row's maximum, their exponentials
     * (over all rows at once, because rows are often shorter than a vector), the gradient.
     */
    static double softmaxCrossEntropy(Tensor logits, Tensor target, Tensor gradient) {
        ByteBuffer work = gradient.bytes();
        int columns = logits.columns();
        int size = logits.size();
        double loss = subtractMaxima(logits.bytes(), work, target.bytes(), columns, size);
        VectorExp.ofNegatives(work, size);
        loss = subtractTargets(work, target.bytes(), columns, size, loss);
        gradient.touch();
        return loss;
    }

    private static double subtractMaxima(ByteBuffer from, ByteBuffer to, ByteBuffer target, int columns, int size) {
        double loss = 0;
        for (int start = 0; start < size; start += columns) {
            subtractMaximum(from, to, start, columns);
            loss -= dot(target, start, to, start, columns);
        }
        return loss;
    }

    private static double subtractTargets(ByteBuffer work, ByteBuffer target, int columns, int size, double before) {
        double loss = before;
        for (int start = 0; start < size; start += columns) {
            float total = sum(work, start, columns);
            float weight = sum(target, start, columns);
            loss += weight * Math.log(total);
            subtractTarget(work, target, start, columns, weight / total);
        }
        return loss;
    }

    private static void subtractMaximum(ByteBuffer from, ByteBuffer to, int start, int length) {
        int end = start + length;
        float maximum = maximum(from, start, end);
        int i = start;
        for (; i <= end - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, from, i << 2, ORDER).sub(maximum).intoByteBuffer(to, i << 2, ORDER);
        }
        for (; i < end; i++) {
            put(to, i, get(from, i) - maximum);
        }
    }

    static float maximum(ByteBuffer from, int start, int end) {
        int i = start;
        FloatVector maxima = broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (; i <= end - WIDTH; i += WIDTH) {
            maxima = maxima.max(fromByteBuffer(FLOATS, from, i << 2, ORDER));
        }
        float maximum = maxima.reduceLanes(VectorOperators.MAX);
        for (; i < end; i++) {
            maximum = Math.max(maximum, get(from, i));
        }
        return maximum;
    }

    static float sum(ByteBuffer from, int start, int length) {
        int end = start + length;
        int i = start;
        FloatVector sums = broadcast(FLOATS, 0);
        for (; i <= end - WIDTH; i += WIDTH) {
            sums = sums.add(fromByteBuffer(FLOATS, from, i << 2, ORDER));
        }
        float sum = sums.reduceLanes(VectorOperators.ADD);
        for (; i < end; i++) {
            sum += get(from, i);
        }
        return sum;
    }

    private static void subtractTarget(ByteBuffer work, ByteBuffer target, int start, int length, float factor) {
        int end = start + length;
        int i = start;
        for (; i <= end - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, work, i << 2, ORDER)
                    .mul(factor)
                    .sub(fromByteBuffer(FLOATS, target, i << 2, ORDER))
                    .intoByteBuffer(work, i << 2, ORDER);
        }
        for (; i < end; i++) {
            put(work, i, get(work, i) * factor - get(target, i));
        }
    }

    /** Softmax cross-entropy of classes, in the same passes. */
    static double crossEntropy(Tensor logits, Tensor classes, double scale, Tensor gradient) {
        ByteBuffer work = gradient.bytes();
        int columns = logits.shape().last();
        double loss = 0;
        for (int place = 0; place < classes.size(); place++) {
            subtractMaximum(logits.bytes(), work, place * columns, columns);
            if (classes.get(place) >= 0) {
                loss -= get(work, place * columns + RowLoops.id(classes, place, columns));
            }
        }
        VectorExp.ofNegatives(work, logits.size());
        for (int place = 0; place < classes.size(); place++) {
            int start = place * columns;
            if (classes.get(place) < 0) {
                scale(work, start, columns, 0);
                continue;
            }
            float total = sum(work, start, columns);
            loss += Math.log(total);
            scale(work, start, columns, (float) scale / total);
            int right = start + (int) classes.get(place);
            put(work, right, get(work, right) - (float) scale);
        }
        gradient.touch();
        return scale * loss;
    }

    private static void scale(ByteBuffer work, int start, int length, float factor) {
        int end = start + length;
        int i = start;
        for (; i <= end - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, work, i << 2, ORDER).mul(factor).intoByteBuffer(work, i << 2, ORDER);
        }
        for (; i < end; i++) {
            put(work, i, get(work, i) * factor);
        }
    }
}
