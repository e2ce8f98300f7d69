package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One frame of what two ends say to each other before a link is open; {@link Proofs} has the whole conversation. Eight bytes
 * come before the content: magic "SSGH", version (1), type (1), length of the content (2), big-endian. How long the content
 * of a type may be is checked before it is waited for.
 */
final class HandshakeFrame {
    /** The version of everything that goes over a link: handshake, frames and headers. */
    static final int VERSION = 2;

    static final int MAX_CONTENT = 2048;
    static final int PREFIX = 8;

    private static final int MAGIC = 0x53534748;
    private static final Type[] TYPES = Type.values();
    private static final byte[] NOTHING = {};

    private final Type type;
    private final byte[] content;

    /** The role of a frame. */
    enum Type {
        HELLO(2 * RunSecret.BYTES, 2 * RunSecret.BYTES),
        CHALLENGE(2 * RunSecret.BYTES, 2 * RunSecret.BYTES),
        PROOF(RunSecret.BYTES, MAX_CONTENT),
        WELCOME(RunSecret.BYTES, MAX_CONTENT),
        REFUSAL(RunSecret.BYTES, MAX_CONTENT),
        STRANGER(0, 0);

        private final int shortest;
        private final int longest;

        Type(int shortest, int longest) {
            this.shortest = shortest;
            this.longest = longest;
        }
    }

    /** A frame of another version of the library. */
    static final class OtherVersion extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        OtherVersion(int version) {
            super("speaks protocol " + version + ", this end speaks " + VERSION
                    + ": use one version of the library in all executors");
        }
    }

    /** Creates one; {@code content} is not copied. */
    HandshakeFrame(Type type, byte[] content) {
        this.type = type;
        this.content = content;
    }

    /** Returns the only frame without a proof: it says that its sender could not read the other's, and nothing else. */
    static HandshakeFrame stranger() {
        return new HandshakeFrame(Type.STRANGER, NOTHING);
    }

    Type type() {
        return type;
    }

    byte[] content() {
        return content;
    }

    ByteBuf encode(ByteBufAllocator allocator) {
        return allocator
                .buffer(PREFIX + content.length)
                .writeInt(MAGIC)
                .writeByte(VERSION)
                .writeByte(type.ordinal())
                .writeShort(content.length)
                .writeBytes(content);
    }

    /**
     * Takes a frame from the bytes that came, or returns null if it is not complete.
     *
     * @throws IllegalArgumentException if this cannot become a frame
     */
    static HandshakeFrame read(ByteBuf in) {
        if (in.readableBytes() < PREFIX) {
            return null;
        }
        int at = in.readerIndex();
        if (in.getInt(at) != MAGIC) {
            throw new IllegalArgumentException(
                    String.format("starts with %016x: not a stage of spark-sg", in.getLong(at)));
        }
        if (in.getByte(at + 4) != VERSION) {
            throw new OtherVersion(in.getUnsignedByte(at + 4));
        }
        int type = in.getUnsignedByte(at + 5);
        int length = in.getUnsignedShort(at + 6);
        if (type >= TYPES.length || length < TYPES[type].shortest || length > TYPES[type].longest) {
            throw new IllegalArgumentException(
                    "handshake frame of type " + type + " with " + length + " bytes: unknown");
        }
        if (in.readableBytes() < PREFIX + length) {
            return null;
        }
        byte[] content = new byte[length];
        in.skipBytes(PREFIX).readBytes(content);
        return new HandshakeFrame(TYPES[type], content);
    }
}
