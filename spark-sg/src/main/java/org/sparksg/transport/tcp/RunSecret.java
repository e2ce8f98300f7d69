package org.sparksg.transport.tcp;

import java.io.Serializable;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What all stages of a run know and nobody else does: 32 bytes, made by the driver. Never printed. */
public final class RunSecret implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String ALGORITHM = "HmacSHA256";

    /** The bytes of a secret, of a proof and of a nonce. */
    static final int BYTES = 32;

    private final byte[] bytes;

    /** Creates one of exactly 32 bytes, which are copied. */
    public RunSecret(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("secret of " + bytes.length + " bytes: must be " + BYTES);
        }
        this.bytes = bytes.clone();
    }

    /** Makes a new one. */
    public static RunSecret random() {
        return new RunSecret(nonce());
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
