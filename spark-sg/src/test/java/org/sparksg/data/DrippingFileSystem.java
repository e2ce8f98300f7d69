package org.sparksg.data;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files, whose bytes come in pieces of odd lengths. */
public final class DrippingFileSystem extends RawLocalFileSystem {

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
        FSDataInputStream in = super.open(path, buffer);
        return new FSDataInputStream(new FSInputStream() {
            private int piece = 1;

            @Override
            public int read() throws IOException {
                return in.read();
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                piece = piece * 31 % 4099 + 1;
                return in.read(to, from, Math.min(length, piece));
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
        });
    }
}
