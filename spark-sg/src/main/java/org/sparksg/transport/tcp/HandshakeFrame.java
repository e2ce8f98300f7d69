package org.sparksg.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What the two ends say to each other before a link is open. No frame is longer than {@value #MAX_BODY} + 8 bytes.
 *
 * <pre>
 *   connector                                    acceptor
 *   HELLO    nonce c                     -->
 *                                        <--     CHALLENGE  nonce a
 *   PROOF    HMAC("connector", c, a, terms), terms  -->
 *                                        <--     WELCOME    HMAC("acceptor", c, a, terms), terms
 *                                        <-- or  REFUSAL    reason
 * </pre>
 *
 * The nonces make every proof fit one connection only; the two roles make it useless to send a proof back to its maker.
 */
final class HandshakeFrame {
    static final int VERSION = 1;
    static final int MAX_BODY = 2048;

    private static final int MAGIC = 0x53534748;
    private static final int PREFIX = 8;
    private static final Type[] TYPES = Type.values();

    private final Type type;
    private final byte[] body;

    /** The role of a frame. */
    enum Type {
        HELLO,
        CHALLENGE,
        PROOF,
        WELCOME,
        REFUSAL
    }

    /** Who made a proof. */
    enum Role {
        CONNECTOR,
        ACCEPTOR;

        private byte[] sign(RunSecret secret, byte[] connectorNonce, byte[] acceptorNonce, byte[] terms) {
            return secret.sign(new byte[] {(byte) ordinal()}, connectorNonce, acceptorNonce, terms);
        }
    }

    private HandshakeFrame(Type type, byte[] body) {
        this.type = type;
        this.body = body;
    }

    static HandshakeFrame of(Type type, byte[] body) {
        return new HandshakeFrame(type, body);
    }

    /** Returns a PROOF or WELCOME. */
    static HandshakeFrame signed(
            Type type, Role role, RunSecret secret, byte[] connectorNonce, byte[] acceptorNonce, byte[] terms) {
        byte[] body =
                Arrays.copyOf(role.sign(secret, connectorNonce, acceptorNonce, terms), RunSecret.BYTES + terms.length);
        System.arraycopy(terms, 0, body, RunSecret.BYTES, terms.length);
        return new HandshakeFrame(type, body);
    }

    static HandshakeFrame refusal(String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return new HandshakeFrame(Type.REFUSAL, Arrays.copyOf(text, Math.min(text.length, MAX_BODY)));
    }

    Type type() {
        return type;
    }

    /** Returns the reason of a REFUSAL, fit to be logged. */
    String reason() {
        return new String(body, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * Returns the nonce of a HELLO or CHALLENGE.
     *
     * @throws IllegalArgumentException if this is another frame
     */
    byte[] nonce(Type expected) {
        require(expected);
        if (body.length != RunSecret.BYTES) {
            throw new IllegalArgumentException("nonce of " + body.length + " bytes: must be " + RunSecret.BYTES);
        }
        return body;
    }

    /**
     * Returns the terms of a PROOF or WELCOME, or null if the signature is not that of the secret.
     *
     * @throws IllegalArgumentException if this is another frame
     */
    byte[] terms(Type expected, Role role, RunSecret secret, byte[] connectorNonce, byte[] acceptorNonce) {
        require(expected);
        if (body.length < RunSecret.BYTES) {
            throw new IllegalArgumentException(type + " of " + body.length + " bytes: too short");
        }
        byte[] terms = Arrays.copyOfRange(body, RunSecret.BYTES, body.length);
        byte[] signature = Arrays.copyOf(body, RunSecret.BYTES);
        return MessageDigest.isEqual(signature, role.sign(secret, connectorNonce, acceptorNonce, terms)) ? terms : null;
    }

    private void require(Type expected) {
        if (type != expected) {
            throw new IllegalArgumentException("handshake brought " + type + ", expected " + expected);
        }
    }

    ByteBuf encode(ByteBufAllocator allocator) {
        return allocator
                .buffer(PREFIX + body.length)
                .writeInt(MAGIC)
                .writeByte(VERSION)
                .writeByte(type.ordinal())
                .writeShort(body.length)
                .writeBytes(body);
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
            throw new IllegalArgumentException("speaks protocol " + in.getByte(at + 4) + ", this end speaks " + VERSION
                    + ": use one version of the library in all executors");
        }
        int type = in.getUnsignedByte(at + 5);
        int length = in.getUnsignedShort(at + 6);
        if (type >= TYPES.length || length > MAX_BODY) {
            throw new IllegalArgumentException(
                    "handshake frame of type " + type + " with " + length + " bytes: unknown");
        }
        if (in.readableBytes() < PREFIX + length) {
            return null;
        }
        byte[] body = new byte[length];
        in.skipBytes(PREFIX).readBytes(body);
        return new HandshakeFrame(TYPES[type], body);
    }
}
