package org.sparksg.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small files in the IDX format. */
final class IdxFiles {
    private IdxFiles() {}

    static byte[] idx(int type, int[] dims, byte... data) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dims.length + data.length);
        bytes.put(new byte[] {0, 0, (byte) type, (byte) dims.length});
        for (int dim : dims) {
            bytes.putInt(dim);
        }
        return bytes.put(data).array();
    }

    static byte[] idx(int[] dims, byte... data) {
        return idx(8, dims, data);
    }

    static byte[] gzip(byte[] data) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(data);
        }
        return packed.toByteArray();
    }

    static String write(Path directory, String name, byte[] data) throws IOException {
        return Files.write(directory.resolve(name), data).toString();
    }

    /** Three images of 2 x 2 pixels. */
    static byte[] images() {
        return idx(new int[] {3, 2, 2}, new byte[] {0, 51, 102, (byte) 153, (byte) 204, (byte) 255, 1, 2, 3, 4, 5, 6});
    }

    static byte[] labels(int... labels) {
        byte[] data = new byte[labels.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) labels[i];
        }
        return idx(new int[] {data.length}, data);
    }
}
