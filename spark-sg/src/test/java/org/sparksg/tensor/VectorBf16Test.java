package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class VectorBf16Test {
    private static final int SIZE = 100_003;

    private static float back(ByteBuffer rounded, int index) {
        return Float.intBitsToFloat(rounded.getShort(index << 1) << 16);
    }

    private static ByteBuffer rounded(ByteBuffer floats) {
        ByteBuffer rounded = ByteBuffer.allocateDirect(Short.BYTES * SIZE).order(ByteOrder.nativeOrder());
        VectorBf16.round(floats, 0, rounded, 0, SIZE);
        return rounded;
    }

    /** Of the two numbers around a float that are left, the nearer one; the even one if both are as near. */
    @Test
    void takesTheNearest() {
        ByteBuffer floats = ByteBuffer.allocateDirect(Float.BYTES * SIZE).order(ByteOrder.nativeOrder());
        for (int i = 0; i < SIZE; i++) {
            long bits = Hash.mix(1, i);
            int tie = i % 3 == 0 ? 0x8000 : (int) bits & 0xFFFF;
            floats.putInt(i << 2, (int) (bits >>> 32) & 0xBFFF0000 | tie); // no exponent of infinity
        }
        ByteBuffer rounded = rounded(floats);
        for (int i = 0; i < SIZE; i++) {
            double value = floats.getFloat(i << 2);
            int lower = floats.getInt(i << 2) & 0xFFFF0000;
            double below = Float.intBitsToFloat(lower);
            double above = Float.intBitsToFloat(lower + 0x10000);
            double down = Math.abs(value - below);
            double up = Math.abs(value - above);
            boolean even = (lower & 0x10000) == 0;
            double expected = down < up || down == up && even ? below : above;
            assertEquals(expected, back(rounded, i), "of " + value);
        }
    }

    @Test
    void keepsWhatIsNoNumberAndInfinity() {
        ByteBuffer floats = ByteBuffer.allocateDirect(Float.BYTES * SIZE).order(ByteOrder.nativeOrder());
        for (int i = 0; i < SIZE; i++) {
            floats.putInt(i << 2, i % 3 == 0 ? 0x7F800001 : i % 3 == 1 ? 0xFF800000 : 0xFFFFFFFF);
        }
        ByteBuffer rounded = rounded(floats);
        for (int i = 0; i < SIZE; i++) {
            float value = back(rounded, i);
            assertTrue(i % 3 == 1 ? value == Float.NEGATIVE_INFINITY : Float.isNaN(value), i + ": " + value);
        }
    }

    /** A tensor that goes through the wire comes out rounded, by vectors (whole ones, and an end) as one by one. */
    @Test
    void tensorsComeBackRounded() {
        for (Element type : new Element[] {Element.F32, Element.F64}) {
            Tensor tensor = Tensor.zeros(type, Shape.of(7, 13));
            ByteBuffer wire =
                    ByteBuffer.allocateDirect(6 + Short.BYTES * 7 * 13).order(ByteOrder.nativeOrder());
            Tensor back = Tensor.zeros(type, Shape.of(7, 13));
            for (int i = 0; i < tensor.size(); i++) {
                tensor.set(i, (Hash.uniform(3, i) - 0.5) * Math.pow(10, i % 9));
            }
            Bf16.round(tensor, wire, 6);
            Bf16.widen(wire.slice(6, wire.limit() - 6).order(ByteOrder.nativeOrder()), back);
            for (int i = 0; i < tensor.size(); i++) {
                int bits = Float.floatToRawIntBits((float) tensor.get(i));
                assertEquals(Float.intBitsToFloat(Bf16.of(bits) << 16), back.get(i), type + ", " + i);
                assertEquals(tensor.get(i), back.get(i), Math.abs(tensor.get(i)) / 256, type + ", " + i);
            }
        }
    }
}
