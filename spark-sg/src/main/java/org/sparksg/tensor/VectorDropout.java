package org.sparksg.tensor;

import static org.sparksg.tensor.Lanes.WIDTH;

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
            LongVector evenChoice = chosen(even, threshold, low);
            LongVector oddChoice = chosen(even.add(Hash.GOLDEN), threshold, high);
            FloatVector choice = evenChoice.or(oddChoice).reinterpretAsFloats();
            Lanes.store(choice, factors, i);
            Lanes.store(Lanes.load(from, i).mul(choice), to, i);
            even = even.add(WIDTH * Hash.GOLDEN);
        }
        for (; i < size; i++) {
            float factor = Hash.uniform(stream, i) < rate ? 0 : kept;
            Lanes.put(factors, i, factor);
            Lanes.put(to, i, Lanes.get(from, i) * factor);
        }
        mask.touch();
        y.touch();
    }

    private static LongVector chosen(LongVector seeds, long threshold, LongVector kept) {
        LongVector z = seeds;
        z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 30))
                .mul(Hash.FIRST_FACTOR);
        z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 27))
                .mul(Hash.SECOND_FACTOR);
        z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 31));
        return kept.blend(0, z.lanewise(VectorOperators.LSHR, 40).compare(VectorOperators.LT, threshold));
    }
}
