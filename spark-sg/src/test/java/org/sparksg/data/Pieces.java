package org.sparksg.data;

import java.io.IOException;
import java.util.function.IntSupplier;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;

/** A file whose bytes come in pieces: so many at most as a test says before each of them. */
final class Pieces extends FSInputStream {
    private final FSDataInputStream in;
    private final IntSupplier most;

    Pieces(FSDataInputStream in, IntSupplier most) {
        this.in = in;
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        return in.read(to, from, Math.min(length, most.getAsInt()));
    }

    @Override
    public void seek(long at) throws IOException {
        in.seek(at);
    }

    @Override
    public long getPos() throws IOException {
        return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long target) {
        return false;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
