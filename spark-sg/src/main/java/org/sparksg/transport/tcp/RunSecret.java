package org.sparksg.transport.tcp;

import java.io.Serializable;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What all stages of a run know and nobody else does: 32 bytes, made by the driver, and whether links are sealed with keys
 * that are made of it. Never printed.
 */
public final class RunSecret implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String ALGORITHM = "HmacSHA256";

    /** The bytes of a secret, of a proof and of a nonce. */
    static final int BYTES = 32;

    private final byte[] bytes;
    private final boolean seals;

    /** Creates one of exactly 32 bytes, which are copied. Its links are not sealed. */
    public RunSecret(byte[] bytes) {
        this(bytes, false);
    }

    private RunSecret(byte[] bytes, boolean seals) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("secret of " + bytes.length + " bytes: must be " + BYTES);
        }
        this.bytes = bytes.clone();
        this.seals = seals;
    }

    /** Makes a new one. */
    public static RunSecret random() {
        return new RunSecret(nonce());
    }

    /**
     * Returns the same secret for links that are sealed, or not: encrypted and authenticated, record by record. Links of one do
     * not open with the other.
     */
    public RunSecret sealing(boolean sealed) {
        return new RunSecret(bytes, sealed);
    }

    /** Returns whether links are sealed. */
    public boolean seals() {
        return seals;
    }

    static byte[] nonce() {
        byte[] nonce = new byte[BYTES];
        new SecureRandom().nextBytes(nonce);
        return nonce;
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns the HMAC-SHA256 of the parts, one after the other. All parts but the last must be of fixed length. */
    byte[] sign(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing: every Java 17 has it", e);
        }
    }

    @Override
    public String toString() {
        return "RunSecret[hidden]";
    }
}
