package org.sparksg.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.ChecksumException;

/** Reads a binary file from its start and knows the offset, counted in unpacked bytes. */
final class ByteReader implements AutoCloseable {
    private final InputFile file;
    private final InputStream in;
    private long offset;

    ByteReader(InputFile file) throws IOException {
        this.file = file;
        this.in = file.open();
    }

    /** Returns the number of bytes read so far. */
    long offset() {
        return offset;
    }

    /** Reads a big-endian number of four bytes. */
    int readInt(String what) throws IOException {
        byte[] bytes = new byte[Integer.BYTES];
        fill(bytes, what);
        return (bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
    }

    /** Fills the array. {@code what} says in an error message what was expected. */
    void fill(byte[] bytes, String what) throws IOException {
        long start = offset;
        int filled = 0;
        while (filled < bytes.length) {
            TableRows.requireWanted(file.path());
            int read = read(bytes, filled);
            if (read < 0) {
                throw file.error("ends at offset " + offset + ", expected " + what + " of " + bytes.length
                        + " bytes at offset " + start + ": the file was cut off");
            }
            filled += read;
            offset += read;
        }
    }

    /** Checks that the file ends here. {@code what} says in an error message why it should. */
    void requireEnd(String what) throws IOException {
        if (read(new byte[1], 0) >= 0) {
            throw file.error("goes on at offset " + offset + ", expected its end: " + what);
        }
    }

    private int read(byte[] bytes, int from) throws IOException {
        try {
            return in.read(bytes, from, bytes.length - from);
        } catch (EOFException e) {
            throw file.error("gzip data end too early, after " + offset + " unpacked bytes: the file was cut off");
        } catch (IOException e) {
            if (e.getCause() instanceof ChecksumException) {
                throw file.error("damaged near offset " + offset + ": " + e.getMessage());
            }
            throw file.broken("after " + offset + " unpacked bytes", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
