package org.sparksg.metrics;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.sparksg.storage.Storage;

/**
 * A file that Parquet writes, durable once it is closed.
 *
 * @param files the file system
 * @param path where the file is
 */
record DurableFile(FileSystem files, Path path) implements OutputFile {
    private static final long BLOCK_BYTES = 32 << 20; // as Parquet's own has at least, so that a row group fits

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        return stream(files.create(path, false));
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return stream(files.create(path, true));
    }

    private static PositionOutputStream stream(FSDataOutputStream out) {
        return new DelegatingPositionOutputStream(out) {
            @Override
            public long getPos() {
                return out.getPos();
            }

            @Override
            public void close() throws IOException {
                try (out) {
                    Storage.sync(out);
                }
            }
        };
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return BLOCK_BYTES;
    }

    @Override
    public String getPath() {
        return path.toString();
    }
}
