package org.sparksg.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;

/** A copy of the memory behind a tensor in bfloat16, and the version of the memory that it was made of. */
final class Bf16Copy {
    /** The version that no tensor has. */
    static final long NEVER = -1;

    private static final int ALIGNMENT = 64;

    private final BytePointer memory; // freed when nobody refers to it any more, as tensors are
    private final int start;
    private final int size;
    private final ByteBuffer bytes;
    private long version = NEVER;

    Bf16Copy(int size) {
        this.size = size;
        memory = new BytePointer((long) Short.BYTES * size + ALIGNMENT);
        start = Math.floorMod(-memory.address(), ALIGNMENT);
        bytes = memory.asByteBuffer().slice(start, Short.BYTES * size).order(ByteOrder.nativeOrder());
    }

    /** Returns a new address, of the element at {@code offset}. */
    Address address(int offset) {
        return new Address(memory, start + (long) Short.BYTES * offset);
    }

    /** Rounds elements of a tensor on the memory that this is a copy of. */
    void round(Tensor x, int first, int count) {
        VectorBf16.round(x.bytes(), first, bytes, x.offset() + first, count);
    }

    /** Returns the number of elements. */
    int size() {
        return size;
    }

    boolean isOf(long version) {
        return this.version == version;
    }

    void becomes(long version) {
        this.version = version;
    }
}
