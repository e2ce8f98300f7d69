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

/** Element by element with vector instructions. A result may be any of the operands. */
final class VectorElements {
    private VectorElements() {}

    static void fill(Tensor to, float value) {
        fill(to.bytes(), to.size(), value);
        to.touch();
    }

    static void fill(ByteBuffer to, int size, float value) {
        int i = 0;
        FloatVector values = broadcast(FLOATS, value);
        for (; i <= size - WIDTH; i += WIDTH) {
            values.intoByteBuffer(to, i << 2, ORDER);
        }
        for (; i < size; i++) {
            put(to, i, value);
        }
    }

    static void combine(float a, Tensor x, float b, Tensor y, Tensor to) {
        combine(a, x.bytes(), b, y.bytes(), to.bytes(), to.size());
        to.touch();
    }

    static void combine(float a, ByteBuffer x, float b, ByteBuffer y, ByteBuffer to, int size) {
        int i = 0;
        for (; i <= size - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, x, i << 2, ORDER)
                    .mul(a)
                    .add(fromByteBuffer(FLOATS, y, i << 2, ORDER).mul(b))
                    .intoByteBuffer(to, i << 2, ORDER);
        }
        for (; i < size; i++) {
            put(to, i, a * get(x, i) + b * get(y, i));
        }
    }

    static void scale(float a, Tensor x, Tensor to) {
        scale(a, x.bytes(), to.bytes(), to.size());
        to.touch();
    }

    static void scale(float a, ByteBuffer x, ByteBuffer to, int size) {
        int i = 0;
        for (; i <= size - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, x, i << 2, ORDER).mul(a).intoByteBuffer(to, i << 2, ORDER);
        }
        for (; i < size; i++) {
            put(to, i, a * get(x, i));
        }
    }

    static void multiply(Tensor x, Tensor y, Tensor to) {
        multiply(x.bytes(), y.bytes(), to.bytes(), to.size());
        to.touch();
    }

    static void multiply(ByteBuffer x, ByteBuffer y, ByteBuffer to, int size) {
        int i = 0;
        for (; i <= size - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, x, i << 2, ORDER)
                    .mul(fromByteBuffer(FLOATS, y, i << 2, ORDER))
                    .intoByteBuffer(to, i << 2, ORDER);
        }
        for (; i < size; i++) {
            put(to, i, get(x, i) * get(y, i));
        }
    }

    /** Keeps what is not a number, as the definition does and oneDNN's fused relu does not: a diverged run must show. */
    static void relu(Tensor x, Tensor y) {
        ByteBuffer from = x.bytes();
        ByteBuffer to = y.bytes();
        int size = y.size();
        int i = 0;
        FloatVector zero = broadcast(FLOATS, 0);
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector values = fromByteBuffer(FLOATS, from, i << 2, ORDER);
            values.blend(zero, values.compare(VectorOperators.LT, 0)).intoByteBuffer(to, i << 2, ORDER);
        }
        for (; i < size; i++) {
            put(to, i, Math.max(0, get(from, i)));
        }
        y.touch();
    }

    static void reluBackward(Tensor y, Tensor dy, Tensor dx) {
        reluBackward(y.bytes(), dy.bytes(), dx.bytes(), 0, dx.size());
        dx.touch();
    }

    /** Does the elements from {@code start}, included, to {@code end}, excluded. */
    static void reluBackward(ByteBuffer y, ByteBuffer dy, ByteBuffer dx, int start, int end) {
        int i = start;
        FloatVector zero = broadcast(FLOATS, 0);
        for (; i <= end - WIDTH; i += WIDTH) {
            zero.blend(
                            fromByteBuffer(FLOATS, dy, i << 2, ORDER),
                            fromByteBuffer(FLOATS, y, i << 2, ORDER).compare(VectorOperators.GT, 0))
                    .intoByteBuffer(dx, i << 2, ORDER);
        }
        for (; i < end; i++) {
            put(dx, i, get(y, i) > 0 ? get(dy, i) : 0);
        }
    }

    static void tanhBackward(Tensor y, Tensor dy, Tensor dx) {
        ByteBuffer outputs = y.bytes();
        ByteBuffer from = dy.bytes();
        ByteBuffer to = dx.bytes();
        int size = dx.size();
        int i = 0;
        FloatVector one = broadcast(FLOATS, 1);
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector value = fromByteBuffer(FLOATS, outputs, i << 2, ORDER);
            fromByteBuffer(FLOATS, from, i << 2, ORDER)
                    .mul(one.sub(value.mul(value)))
                    .intoByteBuffer(to, i << 2, ORDER);
        }
        for (; i < size; i++) {
            float value = get(outputs, i);
            put(to, i, get(from, i) * (1 - value * value));
        }
        dx.touch();
    }

    static void sigmoidBackward(Tensor y, Tensor dy, Tensor dx) {
        ByteBuffer outputs = y.bytes();
        ByteBuffer from = dy.bytes();
        ByteBuffer to = dx.bytes();
        int size = dx.size();
        int i = 0;
        FloatVector one = broadcast(FLOATS, 1);
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector value = fromByteBuffer(FLOATS, outputs, i << 2, ORDER);
            fromByteBuffer(FLOATS, from, i << 2, ORDER)
                    .mul(value.mul(one.sub(value)))
                    .intoByteBuffer(to, i << 2, ORDER);
        }
        for (; i < size; i++) {
            float value = get(outputs, i);
            put(to, i, get(from, i) * (value * (1 - value)));
        }
        dx.touch();
    }

    static void clamp(Tensor x, float limit) {
        ByteBuffer values = x.bytes();
        int size = x.size();
        int i = 0;
        for (; i <= size - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, values, i << 2, ORDER).max(-limit).min(limit).intoByteBuffer(values, i << 2, ORDER);
        }
        for (; i < size; i++) {
            put(values, i, Math.min(limit, Math.max(-limit, get(values, i))));
        }
        x.touch();
    }
}
