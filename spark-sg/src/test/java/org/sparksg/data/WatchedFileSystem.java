package org.sparksg.data;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files, whose bytes come in small pieces; a test says what happens before each of them. */
public final class WatchedFileSystem extends RawLocalFileSystem {
    private static final int PIECE = 1 << 10;

    /** What happens before a piece is read, on the thread that reads it. */
    static volatile Runnable before = () -> {};

    /** Returns settings by which local files are read so. */
    static Configuration configuration() {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.file.impl", WatchedFileSystem.class.getName());
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        return hadoop;
    }

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
        return new FSDataInputStream(new Pieces(super.open(path, buffer), () -> {
            before.run();
            return PIECE;
        }));
    }
}
