package org.sparksg.tensor;

import java.nio.ByteBuffer;

/**
 * Bfloat16: the upper half of a float of 32 bits, with its range and about two and a half digits. Rounded to the nearest, and to the even one of
 * two that are as near; what is not a number stays so.
 */
public final class Bf16 {
    /** Just below half of the last bit that stays. */
    static final int HALF = 0x7FFF;

    static final int MAGNITUDE = 0x7FFFFFFF;
    static final int INFINITY = 0x7F800000;
    static final int QUIET = 0x40;

    private static final boolean VECTORS = Backend.vectorsObstacle().isEmpty() && Lanes.WIDTH >= 4;

    private Bf16() {}

    /** Rounds the bits of a float. */
    static short of(int bits) {
        int upper = bits >>> 16;
        boolean number = (bits & MAGNITUDE) <= INFINITY;
        return (short) (number ? bits + (upper & 1) + HALF >>> 16 : upper | QUIET);
    }

    /** Rounds a tensor into a buffer in native order, from byte {@code at} on, an even one. */
    public static void round(Tensor from, ByteBuffer to, int at) {
        ByteBuffer bytes = from.bytes();
        int size = from.size();
        if (from.type() == Element.F32 && VECTORS) {
            VectorBf16.round(bytes, 0, to, at >> 1, size);
        } else if (from.type() == Element.F32) {
            for (int i = 0; i < size; i++) {
                to.putShort(at + (i << 1), of(bytes.getInt(i << 2)));
            }
        } else {
            for (int i = 0; i < size; i++) {
                to.putShort(at + (i << 1), of(Float.floatToRawIntBits((float) from.get(i))));
            }
        }
    }

    /** Widens the numbers at the start of a buffer in native order into a tensor. */
    public static void widen(ByteBuffer from, Tensor to) {
        ByteBuffer bytes = to.bytes();
        int size = to.size();
        if (to.type() == Element.F32 && VECTORS) {
            VectorBf16.widen(from, bytes);
        } else if (to.type() == Element.F32) {
            for (int i = 0; i < size; i++) {
                bytes.putInt(i << 2, from.getShort(i << 1) << 16);
            }
        } else {
            for (int i = 0; i < size; i++) {
                to.set(i, Float.intBitsToFloat(from.getShort(i << 1) << 16));
            }
        }
        to.touch();
    }
}
