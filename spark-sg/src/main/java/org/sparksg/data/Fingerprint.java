package org.sparksg.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A short text that changes when data change. Reads both ends of each file and its length: a Parquet file keeps its
 * statistics at the end, a gzip file its checksum. A change in the middle of any other file that keeps its length goes
 * unseen.
 */
final class Fingerprint {
    private static final int END = 1 << 16; // bytes
    private static final int KEPT = 8; // bytes of the digest

    private Fingerprint() {}

    /** Returns the fingerprint of how something is read, and of the files, wherever they are. */
    static String of(String reading, List<InputFile> files) throws IOException {
        MessageDigest digest = digest();
        digest.update(reading.getBytes(StandardCharsets.UTF_8));
        for (InputFile file : files) {
            digest.update(file.partitions().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, file.length()));
            byte[] end = new byte[(int) Math.min(END, file.length())];
            try (FSDataInputStream in = file.system().open(file.path())) {
                in.readFully(0, end);
                digest.update(end);
                in.readFully(file.length() - end.length, end);
                digest.update(end);
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, KEPT);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
