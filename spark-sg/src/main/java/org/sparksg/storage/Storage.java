package org.sparksg.storage;

import java.io.EOFException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** What differs between file systems. */
public final class Storage {
    private static final Set<String> OBJECT_STORES =
            Set.of("s3", "s3a", "s3n", "gs", "abfs", "abfss", "wasb", "wasbs", "oss", "cosn", "obs", "swift");

    private static final int LEVELS = 3; // a file of a checkpoint, its folder, that of all checkpoints

    private Storage() {}

    /**
     * Returns a file system without the checksum files that Hadoop keeps beside those of local disks: our files have checksums
     * of their own, and a damaged one beside them would make a good file unreadable.
     */
    public static FileSystem plain(FileSystem files) {
        return files instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : files;
    }

    /** Makes durable what was written, where the store can: a crash of the machine, not only of this process, leaves it. */
    public static void sync(FSDataOutputStream out) throws IOException {
        if (out.hasCapability(StreamCapabilities.HSYNC)) {
            out.hsync();
        }
    }

    /**
     * Makes the names in a folder durable, and that of the folder and of the one above it: on a local disk none is, until the folder that
     * holds it is synchronised.
     */
    public static void syncNames(FileSystem files, Path folder) throws IOException {
        Path at = folder;
        for (int level = 0; level < LEVELS && isLocal(files) && at != null; level++) {
            try (FileChannel names = FileChannel.open(file(at).toPath(), StandardOpenOption.READ)) {
                names.force(true);
            }
            at = at.getParent();
        }
    }

    /**
     * Returns a failure as what it is: trouble with a file, also where Hadoop throws an Error because a local disk is full.
     *
     * @param path what was being read or written
     */
    public static IOException explained(Path path, Throwable failure) {
        Throwable cause = failure instanceof FSError && failure.getCause() != null ? failure.getCause() : failure;
        return new IOException(path + ": " + cause.getMessage(), failure);
    }

    /** Returns whether a file system says that what was written is not there any more, or not whole. */
    public static boolean isLoss(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof FileNotFoundException
                        || cause instanceof EOFException
                        || cause instanceof ChecksumException
                        || cause.getClass()
                                .getSimpleName()
                                .equals("BlockMissingException")); // of HDFS, not always there
    }

    /** Returns whether a failure comes from a file system: it may be over after a while. */
    public static boolean isTrouble(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof IOException || cause instanceof FSError);
    }

    /** Returns whether files appear whole when they are closed, and cannot be renamed in one step. */
    static boolean isObjectStore(FileSystem files) {
        return OBJECT_STORES.contains(files.getUri().getScheme());
    }

    static boolean isLocal(FileSystem files) {
        return files.getUri().getScheme().equals("file");
    }

    static File file(Path path) {
        return new File(path.toUri().getPath());
    }
}
