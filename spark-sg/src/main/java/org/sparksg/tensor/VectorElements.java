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

/** Element by element with vector instructions. A result may be any of the operands. */
final class VectorElements {
    private VectorElements() {}

    static void fill(Tensor to, float value) {
        fill(to.bytes(), to.size(), value);
        to.touch();
    }

    static void fill(ByteBuffer to, int size, float value) {
        int i = 0;
        FloatVector values = all(value);
        for (; i <= size - WIDTH; i += WIDTH) {
            store(values, to, i);
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
            store(load(x, i).mul(a).add(load(y, i).mul(b)), to, i);
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
            store(load(x, i).mul(a), to, i);
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
            store(load(x, i).mul(load(y, i)), to, i);
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
        FloatVector zero = all(0);
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector values = load(from, i);
            store(values.blend(zero, values.compare(VectorOperators.LT, 0)), to, i);
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
        FloatVector zero = all(0);
        for (; i <= end - WIDTH; i += WIDTH) {
            store(zero.blend(load(dy, i), load(y, i).compare(VectorOperators.GT, 0)), dx, i);
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
        FloatVector one = all(1);
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector value = load(outputs, i);
            store(load(from, i).mul(one.sub(value.mul(value))), to, i);
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
        FloatVector one = all(1);
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector value = load(outputs, i);
            store(load(from, i).mul(value.mul(one.sub(value))), to, i);
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
            store(load(values, i).max(-limit).min(limit), values, i);
        }
        for (; i < size; i++) {
            put(values, i, Math.min(limit, Math.max(-limit, get(values, i))));
        }
        x.touch();
    }
}
