package org.sparksg.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileChecksum;

/**
 * A short text that changes when any byte of the data does. Where the store keeps a checksum of a file, as HDFS does, or an entity
 * tag, as object stores do, it is taken; else, as on local disks, the whole file is read.
 */
final class Fingerprint {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int KEPT = 8; // bytes of the digest

    private Fingerprint() {}

    /** Returns the fingerprint of how something is read, and of the files, wherever they are. */
    static String of(String reading, List<InputFile> files) throws IOException {
        MessageDigest digest = digest();
        digest.update(reading.getBytes(StandardCharsets.UTF_8));
        for (InputFile file : files) {
            digest.update(file.partitions().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, file.length()));
            update(digest, file);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, KEPT);
    }

    private static void update(MessageDigest digest, InputFile file) throws IOException {
        FileChecksum checksum = file.system().getFileChecksum(file.path());
        if (checksum != null) {
            digest.update(checksum.getAlgorithmName().getBytes(StandardCharsets.UTF_8));
            digest.update(checksum.getBytes());
        } else if (file.status() instanceof EtagSource tagged && tagged.getEtag() != null) {
            digest.update(tagged.getEtag().getBytes(StandardCharsets.UTF_8));
        } else {
            byte[] chunk = new byte[CHUNK_BYTES];
            try (FSDataInputStream in = file.system().open(file.path())) {
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    TableRows.requireWanted(file.path());
                    digest.update(chunk, 0, read);
                }
            }
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
