package org.sparksg.tensor;

import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static org.sparksg.tensor.Lanes.FLOATS;
import static org.sparksg.tensor.Lanes.ORDER;
import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Lanes.get;
import static org.sparksg.tensor.Lanes.put;

import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dropout with vector instructions. {@link Hash} is 64 bits wide, so a vector holds half as many hashes as floats: one holds
 * those of the even elements, another those of the odd ones, and the two choices meet as the low and the high half of a long.
 */
final class VectorDropout {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int HASH_BITS = 24;

    /** How far the seeds of the even elements are from that of element 0. */
    private static final long[] EVEN_STEPS = LongStream.range(0, LONGS.length())
            .map(lane -> 2 * lane * Hash.GOLDEN)
            .toArray();

    private VectorDropout() {}

    static void dropout(Tensor x, double rate, long stream, Tensor mask, Tensor y) {
        ByteBuffer from = x.bytes();
        ByteBuffer factors = mask.bytes();
        ByteBuffer to = y.bytes();
        int size = y.size();
        float kept = (float) (1 / (1 - rate));
        long threshold = (long) Math.ceil(rate * (1 << HASH_BITS)); // the same as uniform() < rate, in whole numbers
        long keptBits = Float.floatToRawIntBits(kept);
        LongVector low = LongVector.broadcast(LONGS, keptBits);
        LongVector high = LongVector.broadcast(LONGS, keptBits << Integer.SIZE);
        LongVector even = LongVector.fromArray(LONGS, EVEN_STEPS, 0).add(stream + Hash.GOLDEN);
        int i = 0;
        for (; i <= size - WIDTH; i += WIDTH) {
            // The steps of Hash.mix, twice side by side: a method for them would put its vectors on the heap.
            LongVector odd = even.add(Hash.GOLDEN);
            LongVector a = even.lanewise(VectorOperators.XOR, even.lanewise(VectorOperators.LSHR, 30));
            LongVector b = odd.lanewise(VectorOperators.XOR, odd.lanewise(VectorOperators.LSHR, 30));
            a = a.mul(Hash.FIRST_FACTOR);
            b = b.mul(Hash.FIRST_FACTOR);
            a = a.lanewise(VectorOperators.XOR, a.lanewise(VectorOperators.LSHR, 27))
                    .mul(Hash.SECOND_FACTOR);
            b = b.lanewise(VectorOperators.XOR, b.lanewise(VectorOperators.LSHR, 27))
                    .mul(Hash.SECOND_FACTOR);
            a = a.lanewise(VectorOperators.XOR, a.lanewise(VectorOperators.LSHR, 31));
            b = b.lanewise(VectorOperators.XOR, b.lanewise(VectorOperators.LSHR, 31));
            a = low.blend(0, a.lanewise(VectorOperators.LSHR, 40).compare(VectorOperators.LT, threshold));
            b = high.blend(0, b.lanewise(VectorOperators.LSHR, 40).compare(VectorOperators.LT, threshold));
            FloatVector choice = a.or(b).reinterpretAsFloats();
            choice.intoByteBuffer(factors, i << 2, ORDER);
            fromByteBuffer(FLOATS, from, i << 2, ORDER).mul(choice).intoByteBuffer(to, i << 2, ORDER);
            even = even.add(WIDTH * Hash.GOLDEN);
        }
        for (; i < size; i++) {
            float factor = Hash.uniform(stream, i) < rate ? 0 : kept;
            put(factors, i, factor);
            put(to, i, get(from, i) * factor);
        }
        mask.touch();
        y.touch();
    }
}
