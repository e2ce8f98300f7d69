package org.sparksg.tensor;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A native address as the C libraries take it, kept beside a tensor so that a call creates no object. */
final class Address extends FloatPointer {
    private static final long serialVersionUID = 1;

    /** Points nowhere, until {@link #behind}. */
    Address() {
        super((Pointer) null);
    }

    /** Points {@code offset} bytes into {@code memory}, which the caller keeps alive. */
    Address(Pointer memory, long offset) {
        super(memory);
        // Not through position(): that counts floats in some native calls and bytes in others.
        address = memory.address() + offset;
        position = 0;
    }

    /** Points {@code offset} bytes behind another address, whose memory the caller keeps alive; returns this. */
    Address behind(Address other, long offset) {
        address = other.address + offset;
        return this;
    }
}
