package org.sparksg.tensor;

import org.bytedeco.javacpp.BytePointer;

/** A copy of a tensor in bfloat16 and the version of the tensor that it was made of. */
final class Bf16Copy {
    private static final long NEVER = -1;
    private static final int ALIGNMENT = 64;

    private final BytePointer memory; // freed when nobody refers to it any more, as tensors are
    private final Address address;
    private final long bytes;
    private long version = NEVER;

    Bf16Copy(int size) {
        bytes = (long) Short.BYTES * size;
        memory = new BytePointer(bytes + ALIGNMENT);
        address = new Address(memory, Math.floorMod(-memory.address(), ALIGNMENT));
    }

    Address address() {
        return address;
    }

    long bytes() {
        return bytes;
    }

    boolean isOf(long version) {
        return this.version == version;
    }

    void becomes(long version) {
        this.version = version;
    }
}
