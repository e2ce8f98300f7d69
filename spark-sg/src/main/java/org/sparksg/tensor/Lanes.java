package org.sparksg.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The lanes of a vector of floats, and single floats by their index. The methods that use them are loops over whole vectors with
 * a scalar end; no float becomes an int by {@code convert}, which JDK 17 does not compile to a vector instruction.
 *
 * <p>No method of ours takes or returns a vector. The compiler always works the vector API's own methods into their callers;
 * ours, however small, it does not where the code that it compiles at once has grown large, and each vector that then crosses the
 * call is an object on the heap, for as long as the program runs.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final int WIDTH = FLOATS.length();
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {}

    static float get(ByteBuffer from, int index) {
        return from.getFloat(index << 2);
    }

    static void put(ByteBuffer to, int index, float value) {
        to.putFloat(index << 2, value);
    }

    /** Loads a vector, as everything here does. */
    static void probe() {
        FloatVector.fromByteBuffer(FLOATS, ByteBuffer.allocate(WIDTH * Float.BYTES), 0, ORDER);
    }
}
