package org.sparksg.transport.tcp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Wire;

/** {@link LinkTerms} to bytes and back, together with the byte order of the machine. */
final class TermsCodec {
    private static final int MAX_RANK = 16;

    private TermsCodec() {}

    static byte[] encode(LinkTerms terms) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeBoolean(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
            out.writeUTF(terms.run());
            out.writeInt(terms.attempt());
            out.writeInt(terms.stage());
            out.writeInt(terms.peerStage());
            encode(terms.sends(), out);
            encode(terms.receives(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void encode(Capacity capacity, DataOutputStream out) throws IOException {
        out.writeInt(capacity.slots());
        out.writeBoolean(capacity.type() == Element.F64);
        out.writeByte(capacity.largest().size());
        for (Wire wire : capacity.wires()) {
            out.writeBoolean(wire == Wire.BF16);
        }
        for (Shape shape : capacity.largest()) {
            out.writeByte(shape.rank());
            for (int axis = 0; axis < shape.rank(); axis++) {
                out.writeInt(shape.dim(axis));
            }
        }
    }

    /**
     * Decodes the terms of a peer that has proved itself.
     *
     * @throws IllegalArgumentException with the reason, if the peer's machine or version cannot be talked to
     */
    static LinkTerms decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readBoolean() != (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN)) {
                throw new IllegalArgumentException(
                        "the byte order of the peer's machine is not " + ByteOrder.nativeOrder() + ": use one kind");
            }
            return new LinkTerms(
                    in.readUTF(), in.readInt(), in.readInt(), in.readInt(), decodeCapacity(in), decodeCapacity(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("terms of " + bytes.length + " bytes are cut off", e);
        }
    }

    private static Capacity decodeCapacity(DataInputStream in) throws IOException {
        int slots = in.readInt();
        Element type = in.readBoolean() ? Element.F64 : Element.F32;
        int count = in.readUnsignedByte();
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            wires.add(in.readBoolean() ? Wire.BF16 : Wire.F32);
        }
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] dims = new int[Math.min(in.readUnsignedByte(), MAX_RANK)];
            for (int axis = 0; axis < dims.length; axis++) {
                dims[axis] = in.readInt();
            }
            shapes.add(Shape.of(dims));
        }
        return new Capacity(slots, type, shapes, wires);
    }
}
