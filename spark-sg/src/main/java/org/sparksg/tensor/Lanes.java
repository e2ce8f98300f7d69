package org.sparksg.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loads and stores of vectors of floats, by the index of their first element. The methods that use them are loops over whole
 * vectors with a scalar end; no float becomes an int by {@code convert}, which JDK 17 does not compile to a vector
 * instruction.
 *
 * <p>These are the only methods that take or return vectors. They are so small that the compiler always works them into their
 * callers; one of a larger method, it does not if that method happened to be compiled first, and each vector that then crosses
 * the call is an object on the heap, for as long as the program runs.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final int WIDTH = FLOATS.length();

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Lanes() {}

    static FloatVector load(ByteBuffer from, int index) {
        return FloatVector.fromByteBuffer(FLOATS, from, index << 2, ORDER);
    }

    static void store(FloatVector values, ByteBuffer to, int index) {
        values.intoByteBuffer(to, index << 2, ORDER);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    static float get(ByteBuffer from, int index) {
        return from.getFloat(index << 2);
    }

    static void put(ByteBuffer to, int index, float value) {
        to.putFloat(index << 2, value);
    }
}
