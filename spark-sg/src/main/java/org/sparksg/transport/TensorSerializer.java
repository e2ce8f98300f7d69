package org.sparksg.transport;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * A tensor as Kryo bytes, for tensors in RDDs: element type, shape, elements in little-endian order. A view is written as
 * what it shows; what is read owns its memory. Links do not use it: they move raw bytes into memory that is there already.
 */
public final class TensorSerializer extends Serializer<Tensor> {
    private static final int CHUNK = 8192; // a multiple of every element width

    private final ShapeSerializer shapes = new ShapeSerializer();

    @Override
    public void write(Kryo kryo, Output output, Tensor tensor) {
        output.writeByte(tensor.type() == DataType.DOUBLE ? Double.BYTES : Float.BYTES);
        shapes.write(kryo, output, tensor.shape());
        byte[] chunk = new byte[CHUNK];
        ByteBuffer from = tensor.bytes().duplicate().order(ByteOrder.nativeOrder());
        while (from.hasRemaining()) {
            int length = Math.min(CHUNK, from.remaining());
            from.get(chunk, 0, length);
            toOrFromLittleEndian(chunk, length, tensor.type());
            output.writeBytes(chunk, 0, length);
        }
    }

    @Override
    public Tensor read(Kryo kryo, Input input, Class<Tensor> type) {
        DataType elements = elements(input.readByte());
        Shape shape = shapes.read(kryo, input, Shape.class);
        Tensor tensor = Tensor.zeros(elements, shape);
        byte[] chunk = new byte[CHUNK];
        ByteBuffer to = tensor.bytes().duplicate();
        while (to.hasRemaining()) {
            int length = Math.min(CHUNK, to.remaining());
            input.readBytes(chunk, 0, length);
            toOrFromLittleEndian(chunk, length, elements);
            to.put(chunk, 0, length);
        }
        tensor.touch();
        return tensor;
    }

    private static DataType elements(int width) {
        return switch (width) {
            case Float.BYTES -> DataType.FLOAT;
            case Double.BYTES -> DataType.DOUBLE;
            default -> throw new KryoException("tensor with elements of " + width + " bytes: must be 4 or 8");
        };
    }

    private static void toOrFromLittleEndian(byte[] chunk, int length, DataType type) {
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            return;
        }
        int width = type.width();
        for (int start = 0; start < length; start += width) {
            for (int i = 0; i < width / 2; i++) {
                byte swapped = chunk[start + i];
                chunk[start + i] = chunk[start + width - 1 - i];
                chunk[start + width - 1 - i] = swapped;
            }
        }
    }
}
