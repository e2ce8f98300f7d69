package org.sparksg.checkpoint;

import org.nd4j.linalg.api.buffer.DataType;
import org.sparksg.tensor.Shape;

/**
 * A tensor's line in the index of a {@link TensorFile}.
 *
 * @param name the global name
 * @param type FLOAT or DOUBLE
 * @param shape the shape
 * @param offset where its bytes begin in the file
 * @param crc the CRC32C of its bytes
 */
record TensorEntry(String name, DataType type, Shape shape, long offset, int crc) {

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
            case FLOAT -> 1;
            case DOUBLE -> 2;
            default ->
                throw new CheckpointException(
                        "tensor " + name + " has elements of type " + type + ": a checkpoint holds FLOAT and DOUBLE");
        };
    }
}
