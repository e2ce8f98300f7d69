package org.sparksg.transport.tcp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.sparksg.transport.tcp.HandshakeFrame.Type;

/**
 * How the two ends of a connection prove to each other that they know the secret of the run, before either tells the other
 * anything about it.
 *
 * <pre>
 *   connector                                   acceptor
 *   HELLO      proof, nonce c              -->             a caller that knows the secret, or repeats one that did
 *                                          &lt;--  CHALLENGE  proof, nonce a         the acceptor has proved itself
 *   PROOF      proof, terms                -->             the connector has proved itself
 *                                          &lt;--  WELCOME    proof, terms           the link is open
 *                                          &lt;-- or REFUSAL  proof, reason
 *                                          &lt;-- or STRANGER                        the hello could not be read
 *
 *   proof = HMAC-SHA256(secret; version, sealed?, type, c, a, what follows in the frame)
 *           c and a are zeros until they were told
 * </pre>
 *
 * So version, terms and refusal are proved, and so is that both ends mean to seal the link or both do not. The nonces make
 * each proof after the hello fit one connection only; the type makes it useless to send a proof back to its maker. Only a
 * STRANGER frame, or one of another version, comes without a proof: nobody believes it for good, the connector calls again
 * until its time is up and then tells the last reason.
 *
 * <p>The keys of a sealed link are those of HKDF-Expand (RFC 5869) from the secret, by the two nonces and the direction. They
 * protect a link as well as the secret was kept: whoever records a link and learns the secret later can read the record.
 */
final class Proofs {
    private static final byte[] SEAL = "spark-sg seal".getBytes(StandardCharsets.US_ASCII); // no version begins so
    private static final byte[] FIRST_BLOCK = {1};

    private final RunSecret secret;
    private byte[] connectorNonce = new byte[RunSecret.BYTES];
    private byte[] acceptorNonce = new byte[RunSecret.BYTES];

    /** Which way bytes go. */
    enum Direction {
        FROM_CONNECTOR,
        FROM_ACCEPTOR
    }

    /** Starts the conversation of one connection. */
    Proofs(RunSecret secret) {
        this.secret = secret;
    }

    /** Draws the nonce of the connector, and says it. */
    HandshakeFrame hello() {
        byte[] nonce = RunSecret.nonce();
        HandshakeFrame hello = sign(Type.HELLO, nonce);
        connectorNonce = nonce;
        return hello;
    }

    /** Returns the nonce of a HELLO, which counts from now on; null if its proof is wrong. */
    byte[] hear(HandshakeFrame hello) {
        byte[] nonce = open(hello, Type.HELLO);
        if (nonce != null) {
            connectorNonce = nonce;
        }
        return nonce;
    }

    /** Draws the nonce of the acceptor, and says it. */
    HandshakeFrame challenge() {
        byte[] nonce = RunSecret.nonce();
        HandshakeFrame challenge = sign(Type.CHALLENGE, nonce);
        acceptorNonce = nonce;
        return challenge;
    }

    /** Takes the nonce of a CHALLENGE; false if its proof is wrong. */
    boolean accept(HandshakeFrame challenge) {
        byte[] nonce = open(challenge, Type.CHALLENGE);
        if (nonce != null) {
            acceptorNonce = nonce;
        }
        return nonce != null;
    }

    /** Returns a frame with its proof. */
    HandshakeFrame sign(Type type, byte[] body) {
        byte[] content = Arrays.copyOf(proof(type, body), RunSecret.BYTES + body.length);
        System.arraycopy(body, 0, content, RunSecret.BYTES, body.length);
        return new HandshakeFrame(type, content);
    }

    /** Returns a REFUSAL, its reason cut off where it is too long. */
    HandshakeFrame refuse(String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return sign(
                Type.REFUSAL, Arrays.copyOf(text, Math.min(text.length, HandshakeFrame.MAX_CONTENT - RunSecret.BYTES)));
    }

    /**
     * Returns what a frame says after its proof, or null if the proof is wrong.
     *
     * @throws IllegalArgumentException if it is of another type
     */
    byte[] open(HandshakeFrame frame, Type expected) {
        if (frame.type() != expected) {
            throw new IllegalArgumentException("handshake brought " + frame.type() + ", expected " + expected);
        }
        byte[] content = frame.content();
        byte[] body = Arrays.copyOfRange(content, RunSecret.BYTES, content.length);
        return MessageDigest.isEqual(Arrays.copyOf(content, RunSecret.BYTES), proof(expected, body)) ? body : null;
    }

    private byte[] proof(Type type, byte[] body) {
        byte[] kind = {HandshakeFrame.VERSION, (byte) (secret.seals() ? 1 : 0), (byte) type.ordinal()};
        return secret.sign(kind, connectorNonce, acceptorNonce, body);
    }

    /** Returns the key for one direction of this connection: 32 bytes. */
    byte[] key(Direction direction) {
        byte[] kind = {HandshakeFrame.VERSION, (byte) direction.ordinal()};
        return secret.sign(SEAL, kind, connectorNonce, acceptorNonce, FIRST_BLOCK);
    }

    /** Returns a text of the other end, fit to be logged. */
    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }
}
