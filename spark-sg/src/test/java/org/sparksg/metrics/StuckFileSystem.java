package org.sparksg.metrics;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** The local file system under {@code stuck://}, which creates no file until it is released. One test at a time. */
public final class StuckFileSystem extends RawLocalFileSystem {
    private static volatile CountDownLatch release = new CountDownLatch(1);

    /** Returns a configuration that knows this file system, stuck from now on. */
    static Configuration configuration() {
        release = new CountDownLatch(1);
        Configuration configuration = new Configuration();
        configuration.setClass("fs.stuck.impl", StuckFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        configuration.setBoolean("fs.stuck.impl.disable.cache", true);
        return configuration;
    }

    static void release() {
        release.countDown();
    }

    @Override
    public URI getUri() {
        return URI.create("stuck:///");
    }

    @Override
    public FSDataOutputStream create(
            Path file, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        try {
            if (!release.await(30, TimeUnit.SECONDS)) {
                throw new IOException("the test did not release " + file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    }
}
