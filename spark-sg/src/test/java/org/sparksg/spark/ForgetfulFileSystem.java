package org.sparksg.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A local disk whose machine crashes: what was written and not synchronised is gone then, as after a loss of power. */
public final class ForgetfulFileSystem extends LocalFileSystem {
    /** The files, as they are named now, and how much of each is safe. */
    private static final Map<String, Long> SAFE = new ConcurrentHashMap<>();

    /** How many files got their names in each folder. */
    private static final Map<String, Integer> NAMED = new ConcurrentHashMap<>();

    /** Called by Hadoop. */
    public ForgetfulFileSystem() {
        super(new Raw());
    }

    /** The machine goes down and comes up again. */
    static void crash() throws IOException {
        for (Map.Entry<String, Long> each : SAFE.entrySet()) {
            try (RandomAccessFile file = new RandomAccessFile(each.getKey(), "rw")) {
                file.setLength(Math.min(file.length(), each.getValue()));
            }
        }
        SAFE.clear();
        NAMED.clear();
    }

    /** Returns how many files got their names in each folder since the last crash. */
    static Map<String, Integer> named() {
        return Map.copyOf(NAMED);
    }

    private static String name(Path path) {
        return path.toUri().getPath();
    }

    private static final class Raw extends RawLocalFileSystem {
        @Override
        public FSDataOutputStream create(
                Path path, boolean overwrite, int buffer, short replication, long block, Progressable progress)
                throws IOException {
            return watched(path, super.create(path, overwrite, buffer, replication, block, progress));
        }

        @Override
        public FSDataOutputStream create(
                Path path,
                FsPermission permission,
                boolean overwrite,
                int buffer,
                short replication,
                long block,
                Progressable progress)
                throws IOException {
            return watched(path, super.create(path, permission, overwrite, buffer, replication, block, progress));
        }

        private static FSDataOutputStream watched(Path path, FSDataOutputStream out) {
            SAFE.put(name(path), 0L);
            return new FSDataOutputStream(new Watched(path, out), null);
        }

        @Override
        public boolean rename(Path from, Path to) throws IOException {
            boolean renamed = super.rename(from, to);
            Long safe = SAFE.remove(name(from));
            if (renamed && safe != null) {
                SAFE.put(name(to), safe);
                NAMED.merge(name(to.getParent()), 1, Integer::sum);
            }
            return renamed;
        }

        @Override
        public boolean delete(Path path, boolean recursive) throws IOException {
            SAFE.keySet().removeIf(name -> (name + "/").startsWith(name(path) + "/"));
            return super.delete(path, recursive);
        }
    }

    private static final class Watched extends OutputStream implements Syncable, StreamCapabilities {
        private final Path path;
        private final FSDataOutputStream out;

        private Watched(Path path, FSDataOutputStream out) {
            this.path = path;
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void hflush() throws IOException {
            out.hflush();
        }

        @Override
        public void hsync() throws IOException {
            out.hsync();
            SAFE.put(name(path), out.getPos());
        }

        @Override
        public boolean hasCapability(String capability) {
            return out.hasCapability(capability);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
