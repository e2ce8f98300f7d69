package org.sparksg.transport;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Shape;

/**
 * A header as Kryo bytes: kind, attempt, batch, micro-batch, then the shapes. Written by hand because the Kryo of Spark
 * cannot rebuild records by itself. Refuses more than {@value #MAX_SHAPES} shapes.
 */
public final class HeaderSerializer extends Serializer<Header> {
    static final int MAX_SHAPES = 4;
    private static final Header.Kind[] KINDS = Header.Kind.values();

    private final ShapeSerializer shapes = new ShapeSerializer();

    /** Creates one; headers are immutable and never null. */
    public HeaderSerializer() {
        super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output output, Header header) {
        if (header.shapes().size() > MAX_SHAPES) {
            throw new KryoException("header with " + header.shapes().size() + " shapes: at most " + MAX_SHAPES);
        }
        output.writeByte(header.kind().ordinal());
        output.writeInt(header.attempt());
        output.writeVarLong(header.batchId(), true);
        output.writeVarInt(header.index(), true);
        output.writeByte(header.shapes().size());
        for (Shape shape : header.shapes()) {
            shapes.write(kryo, output, shape);
        }
    }

    @Override
    public Header read(Kryo kryo, Input input, Class<Header> type) {
        Header.Kind kind = KINDS[atMost("kind", input.readByteUnsigned(), KINDS.length - 1)];
        int attempt = input.readInt();
        long batchId = input.readVarLong(true);
        int microBatch = input.readVarInt(true);
        int count = atMost("number of shapes", input.readByteUnsigned(), MAX_SHAPES);
        List<Shape> read = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            read.add(shapes.read(kryo, input, Shape.class));
        }
        try {
            return new Header(kind, attempt, batchId, microBatch, read);
        } catch (IllegalArgumentException e) {
            throw new KryoException(e.getMessage(), e);
        }
    }

    private static int atMost(String what, int value, int largest) {
        if (value > largest) {
            throw new KryoException("header with " + what + " " + value + ": at most " + largest);
        }
        return value;
    }
}
