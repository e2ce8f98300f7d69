package org.sparksg.transport;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import org.sparksg.tensor.Shape;

/**
 * Headers to bytes and back, by Kryo with registration required. What is decoded may come from a stranger: it allocates a
 * few hundred bytes at most, whatever the input. Belongs to one thread.
 */
public final class HeaderCodec {
    /** The largest encoded header, in bytes. */
    public static final int MAX_BYTES = 512;

    private final Kryo kryo = new Kryo();
    private final HeaderSerializer headers = new HeaderSerializer();
    private final Output output = new Output(MAX_BYTES, MAX_BYTES);
    private final Input input = new Input();

    /** Creates a codec. */
    public HeaderCodec() {
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.register(Header.class, headers);
        kryo.register(Shape.class, new ShapeSerializer());
    }

    /**
     * Encodes a header into {@link #buffer}.
     *
     * @return the number of bytes
     */
    public int encode(Header header) {
        output.clear();
        kryo.writeObject(output, header, headers);
        return output.position();
    }

    /** Returns where {@link #encode} leaves its bytes, from 0 on, until the next call. */
    public byte[] buffer() {
        return output.getBuffer();
    }

    /**
     * Decodes a header.
     *
     * @throws IllegalArgumentException if the first {@code length} bytes are not exactly a header
     */
    public Header decode(byte[] bytes, int length) {
        if (length < 1 || length > Math.min(bytes.length, MAX_BYTES)) {
            throw new IllegalArgumentException("header of " + length + " bytes: must be 1 to " + MAX_BYTES);
        }
        input.setBuffer(bytes, 0, length);
        try {
            Header header = kryo.readObject(input, Header.class, headers);
            if (input.position() != length) {
                throw new IllegalArgumentException(
                        "header of " + length + " bytes ends after " + input.position() + ": not a header");
            }
            return header;
        } catch (KryoException e) {
            throw new IllegalArgumentException("header of " + length + " bytes: " + e.getMessage(), e);
        }
    }
}
