package org.sparksg.checkpoint;

import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;

/**
 * A tensor's line in the index of a {@link TensorFile}.
 *
 * @param name the global name
 * @param shape the shape
 * @param offset where its bytes begin in the file
 * @param crc the CRC32C of its bytes
 */
record TensorEntry(String name, Element type, Shape shape, long offset, int crc) {

    /** Returns the number of its bytes. */
    long length() {
        return (long) shape.size() * type.width();
    }

    long end() {
        return offset + length();
    }

    /** Returns the kind of its elements in the file. */
    byte code() {
        return switch (type) {
            case F32 -> 1;
            case F64 -> 2;
        };
    }
}
