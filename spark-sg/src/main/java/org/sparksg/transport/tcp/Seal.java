package org.sparksg.transport.tcp;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM of the JDK for one direction of one connection. The nonce is the number of the record: each key is used for one
 * direction of one connection, so that no nonce is ever used twice with it, and a record that is left out, repeated or moved
 * does not open. Belongs to the event loop.
 *
 * <p>Source: NIST SP 800-38D, with the deterministic construction of its section 8.2.1. The tag has 128 bits.
 */
final class Seal {
    /** By how much sealed bytes are longer. */
    static final int TAG_BYTES = 16;

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;

    private final int mode;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final byte[] nonce = new byte[NONCE_BYTES]; // big-endian
    private long records;

    private Seal(int mode, byte[] key) {
        this.mode = mode;
        this.key = new SecretKeySpec(key, "AES");
        try {
            this.cipher = Cipher.getInstance(CIPHER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(CIPHER + " is missing: every Java 17 has it", e);
        }
    }

    /** Returns one that seals. */
    static Seal sealing(byte[] key) {
        return new Seal(Cipher.ENCRYPT_MODE, key);
    }

    /** Returns one that opens what another one with the same key has sealed. */
    static Seal opening(byte[] key) {
        return new Seal(Cipher.DECRYPT_MODE, key);
    }

    /**
     * Seals or opens the next record.
     *
     * @param from the first {@code length} bytes of it are the record
     * @param to another array
     * @return the number of bytes in {@code to}
     * @throws IllegalArgumentException if it does not open: it is not the record that was sealed as the next one
     */
    int next(byte[] from, int length, byte[] to) {
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[NONCE_BYTES - 1 - i] = (byte) (records >>> (Byte.SIZE * i));
        }
        try {
            cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
            int bytes = cipher.doFinal(from, 0, length, to, 0);
            records++;
            return bytes;
        } catch (AEADBadTagException e) {
            throw new IllegalArgumentException(
                    "record " + records + " was changed, repeated or left out on its way: its seal does not fit", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(CIPHER + " fails: " + e.getMessage(), e);
        }
    }
}
