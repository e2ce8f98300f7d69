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
 * The exponential function with vector instructions: {@code exp(x) = 2^n · exp(r)} with {@code |r| <= ln(2)/2}, the second
 * factor by its Taylor series up to the sixth power (relative error below 2e-7).
 */
final class VectorExp {
    private static final float LOWEST = -87; // its result is just no denormal number
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f; // few bits, so that n · LN2_HIGH is exact
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding 1.5 · 2^23 leaves the rounded sum in the low bits: float to int without a conversion. */
    private static final float ROUNDER = 12582912f;

    private static final int ROUNDER_BITS = 0x4B400000;
    private static final int EXPONENT_BIAS = 127;
    private static final int MANTISSA_BITS = 23;

    private VectorExp() {}

    /** {@code x = exp(x)} for {@code x <= 0}, in place; 0 stands for results below 1e-38. */
    static void ofNegatives(ByteBuffer x, int size) {
        int i = 0;
        FloatVector zero = broadcast(FLOATS, 0);
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector given = fromByteBuffer(FLOATS, x, i << 2, ORDER);
            FloatVector rounded = given.max(LOWEST).mul(LOG2_E).add(ROUNDER);
            FloatVector n = rounded.sub(ROUNDER);
            FloatVector r = given.max(LOWEST).sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW));
            FloatVector series = r.mul(1f / 720).add(1f / 120);
            series = series.mul(r).add(1f / 24);
            series = series.mul(r).add(1f / 6);
            series = series.mul(r).add(0.5f);
            series = series.mul(r).add(1);
            series = series.mul(r).add(1);
            FloatVector power = rounded.reinterpretAsInts()
                    .sub(ROUNDER_BITS - EXPONENT_BIAS)
                    .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                    .reinterpretAsFloats();
            series.mul(power)
                    .blend(zero, given.compare(VectorOperators.LT, LOWEST))
                    .intoByteBuffer(x, i << 2, ORDER);
        }
        for (; i < size; i++) {
            float value = get(x, i);
            put(x, i, value < LOWEST ? 0 : (float) Math.exp(value));
        }
    }
}
