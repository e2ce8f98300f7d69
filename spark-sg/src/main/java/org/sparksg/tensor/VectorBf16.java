package org.sparksg.tensor;

import static org.sparksg.tensor.Lanes.ORDER;

import java.nio.ByteBuffer;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Rounds and widens as {@link Bf16} does, with vector instructions. */
final class VectorBf16 {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));
    private static final int WIDTH = INTS.length();

    private VectorBf16() {}

    /** Rounds {@code count} floats from {@code first} on, into as many places from {@code firstTo} on. */
    static void round(ByteBuffer from, int first, ByteBuffer to, int firstTo, int count) {
        int i = 0;
        for (; i <= count - WIDTH; i += WIDTH) {
            IntVector bits = IntVector.fromByteBuffer(INTS, from, first + i << 2, ORDER);
            IntVector upper = bits.lanewise(VectorOperators.LSHR, 16);
            IntVector rounded = bits.add(upper.and(1).add(Bf16.HALF)).lanewise(VectorOperators.LSHR, 16);
            VectorMask<Integer> noNumber = bits.and(Bf16.MAGNITUDE).compare(VectorOperators.GT, Bf16.INFINITY);
            rounded.blend(upper.or(Bf16.QUIET), noNumber)
                    .convertShape(VectorOperators.I2S, SHORTS, 0)
                    .reinterpretAsBytes()
                    .intoByteBuffer(to, firstTo + i << 1, ORDER);
        }
        for (; i < count; i++) {
            to.putShort(firstTo + i << 1, Bf16.of(from.getInt(first + i << 2)));
        }
    }

    /** Widens as many numbers as a buffer of floats has room for. */
    static void widen(ByteBuffer from, ByteBuffer to) {
        int count = to.limit() >> 2;
        int i = 0;
        for (; i <= count - WIDTH; i += WIDTH) {
            ShortVector.fromByteBuffer(SHORTS, from, i << 1, ORDER)
                    .convertShape(VectorOperators.S2I, INTS, 0)
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsBytes()
                    .intoByteBuffer(to, i << 2, ORDER);
        }
        for (; i < count; i++) {
            to.putInt(i << 2, from.getShort(i << 1) << 16);
        }
    }
}
