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
        FloatVector sums = all(0);
        for (; i <= length - WIDTH; i += WIDTH) {
            sums = sums.add(load(x, xStart + i).mul(load(y, yStart + i)));
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
        FloatVector sums = all(0);
        for (; i <= end - WIDTH; i += WIDTH) {
            FloatVector difference = load(x, i).sub(load(target, i));
            store(difference.add(difference), gradient, i);
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
            store(load(from, i).sub(maximum), to, i);
        }
        for (; i < end; i++) {
            put(to, i, get(from, i) - maximum);
        }
    }

    private static float maximum(ByteBuffer from, int start, int end) {
        int i = start;
        FloatVector maxima = all(Float.NEGATIVE_INFINITY);
        for (; i <= end - WIDTH; i += WIDTH) {
            maxima = maxima.max(load(from, i));
        }
        float maximum = maxima.reduceLanes(VectorOperators.MAX);
        for (; i < end; i++) {
            maximum = Math.max(maximum, get(from, i));
        }
        return maximum;
    }

    private static float sum(ByteBuffer from, int start, int length) {
        int end = start + length;
        int i = start;
        FloatVector sums = all(0);
        for (; i <= end - WIDTH; i += WIDTH) {
            sums = sums.add(load(from, i));
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
            store(load(work, i).mul(factor).sub(load(target, i)), work, i);
        }
        for (; i < end; i++) {
            put(work, i, get(work, i) * factor - get(target, i));
        }
    }
}
