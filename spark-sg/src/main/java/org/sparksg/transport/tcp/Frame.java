package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;

/**
 * The frames of an open link. Each starts with 16 bytes, big-endian; a message goes on with its header (Kryo) and its
 * tensors (raw, in the byte order that both machines have).
 *
 * <pre>
 *   0  magic "SSGF"      4  type      5  zero      6  header length (2)
 *   8  payload length    12  credits: slots of the receiver of this frame's opposite direction that became free
 * </pre>
 */
final class Frame {
    static final int PREFIX = 16;
    static final int MAGIC = 0x53534746;

    private static final Type[] TYPES = Type.values();

    /** What a frame is. */
    enum Type {
        /** A message. */
        MESSAGE,
        /** Credits, or, with 0 of them, only a sign of life. */
        CREDIT,
        /** The sender closes; no message follows. */
        BYE,
        /** The sender has read everything up to a goodbye. */
        BYE_ACK,
        /** What the receiver waits for gets on, though no message comes yet. */
        SIGN
    }

    private Frame() {}

    static void write(ByteBuf to, int at, Type type, int headerLength, int payloadLength, int credits) {
        to.setInt(at, MAGIC);
        to.setByte(at + 4, type.ordinal());
        to.setByte(at + 5, 0);
        to.setShort(at + 6, headerLength);
        to.setInt(at + 8, payloadLength);
        setCredits(to, at, credits);
    }

    static void setCredits(ByteBuf to, int at, int credits) {
        to.setInt(at + 12, credits);
    }

    static Type type(int ordinal) {
        if (ordinal >= TYPES.length) {
            throw new IllegalArgumentException("frame of type " + ordinal + ": unknown");
        }
        return TYPES[ordinal];
    }
}
