package org.sparksg.transport;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import org.sparksg.tensor.Shape;

/** A shape as Kryo bytes: the number of axes, then each length. Refuses more than {@value #MAX_RANK} axes. */
public final class ShapeSerializer extends Serializer<Shape> {
    static final int MAX_RANK = 16;

    /** Creates one; shapes are immutable and never null. */
    public ShapeSerializer() {
        super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output output, Shape shape) {
        if (shape.rank() > MAX_RANK) {
            throw new KryoException("shape " + shape + ": has more than " + MAX_RANK + " axes");
        }
        output.writeVarInt(shape.rank(), true);
        for (int axis = 0; axis < shape.rank(); axis++) {
            output.writeVarInt(shape.dim(axis), true);
        }
    }

    @Override
    public Shape read(Kryo kryo, Input input, Class<Shape> type) {
        int rank = input.readVarInt(true);
        if (rank < 1 || rank > MAX_RANK) {
            throw new KryoException("shape with " + rank + " axes: must be 1 to " + MAX_RANK);
        }
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = input.readVarInt(true);
        }
        try {
            return Shape.of(dims);
        } catch (IllegalArgumentException e) {
            throw new KryoException(e.getMessage(), e);
        }
    }
}
