package org.sparksg.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Marks what a file system fails with, so that it can be told from what is wrong with the bytes that it gave. */
final class StoreStream extends FilterInputStream {
    /** The file system failed; it may not when it is tried again. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1;

        Failure(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    StoreStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            return super.read(bytes, from, length);
        } catch (IOException e) {
            throw new Failure(e);
        }
    }
}
