package org.sparksg.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.FileTrouble;

/**
 * A file that exists, on any of Hadoop's file systems.
 *
 * @param partitions the columns that its folders name, {@code year=2024}, with their values or null, outermost first
 */
record InputFile(FileSystem system, FileStatus status, Map<String, String> partitions) {
    private static final int BUFFER = 1 << 16;
    private static final int GZIP_MAGIC = 0x1F8B;
    private static final String WILDCARDS = "*?[{";

    /** Returns the one file of that name. {@code key}: the setting that names it. */
    static InputFile one(String key, String path, Configuration hadoop) throws IOException {
        FileSystem system = FileTrouble.reach(key, path, hadoop);
        FileStatus status = status(key, system, path);
        if (status == null) {
            throw missing(key, system, path, "no such file");
        }
        if (status.isDirectory()) {
            throw missing(key, system, path, "is a directory, expected a file");
        }
        return new InputFile(system, status, Map.of());
    }

    /**
     * Returns the files that a file, a directory or a pattern stands for, in the order of their names, those in folders for columns
     * ({@code year=2024}) too. Files that start with {@code _} or {@code .} are no data.
     *
     * @param key the setting that names the path
     */
    static List<InputFile> all(String key, String path, Configuration hadoop) throws IOException {
        FileSystem system = FileTrouble.reach(key, path, hadoop);
        List<InputFile> files = new ArrayList<>();
        try {
            FileStatus status = status(key, system, path);
            if (status != null && !status.isDirectory()) {
                return List.of(new InputFile(system, status, Map.of()));
            }
            FileStatus[] found = status == null ? matches(key, system, path) : system.listStatus(status.getPath());
            Path base = system.makeQualified(status == null ? fixed(path) : status.getPath());
            Partitions.collect(system, found, base, files);
        } catch (IOException e) {
            throw FileTrouble.of(key, path, e);
        }
        if (files.isEmpty()) {
            throw missing(key, system, path, "holds no data files");
        }
        return files;
    }

    /** Returns what is in a folder. {@code key}: the setting that names it. */
    static FileStatus[] list(String key, String path, Configuration hadoop) throws IOException {
        FileSystem system = FileTrouble.reach(key, path, hadoop);
        FileStatus status = status(key, system, path);
        if (status == null) {
            throw missing(key, system, path, "no such directory");
        }
        if (!status.isDirectory()) {
            throw missing(key, system, path, "is a file, expected a directory");
        }
        return system.listStatus(status.getPath());
    }

    /** Returns the folder above the first part of a path with a wildcard. */
    private static Path fixed(String path) {
        Path fixed = new Path(path);
        for (Path at = fixed; at != null; at = at.getParent()) {
            if (hasWildcard(at.getName())) {
                fixed = at.getParent();
            }
        }
        return fixed == null ? new Path(".") : fixed;
    }

    private static boolean hasWildcard(String path) {
        return path.chars().anyMatch(character -> WILDCARDS.indexOf(character) >= 0);
    }

    private static FileStatus status(String key, FileSystem system, String path) {
        try {
            return system.getFileStatus(new Path(path));
        } catch (FileNotFoundException e) {
            return null;
        } catch (IOException e) {
            throw FileTrouble.of(key, path, e);
        }
    }

    private static FileStatus[] matches(String key, FileSystem system, String path) throws IOException {
        if (!hasWildcard(path)) {
            throw missing(key, system, path, "no such file or directory");
        }
        FileStatus[] found = system.globStatus(new Path(path));
        if (found == null || found.length == 0) {
            throw missing(key, system, path, "no file matches this pattern");
        }
        return found;
    }

    private static BadSetting missing(String key, FileSystem system, String path, String problem) {
        return new BadSetting(key, null, system.makeQualified(new Path(path)) + ": " + problem);
    }

    /** Returns the full path. */
    Path path() {
        return status.getPath();
    }

    /** Returns the length of the stored file. */
    long length() {
        return status.getLen();
    }

    /** Returns an exception that starts with the file's name. */
    DataException error(String problem) {
        return new DataException(path() + ": " + problem);
    }

    /** Tells from the first two bytes whether the file is packed with gzip. */
    boolean isGzip() throws IOException {
        try (FSDataInputStream in = system.open(path())) {
            int first = in.read();
            return (first << 8 | in.read()) == GZIP_MAGIC;
        }
    }

    /**
     * Returns an exception for what failed in reading: data that cannot be unpacked or parsed are damaged.
     *
     * @throws IOException if the file system failed, and may not do so when it is tried again
     */
    DataException unreadable(String place, Exception failure) throws IOException {
        boolean parsed = failure.getCause() != null && !(failure.getCause() instanceof IOException);
        boolean damaged =
                codec() != null || parsed || failure instanceof EOFException || failure instanceof ChecksumException;
        if (failure instanceof IOException && !damaged) {
            throw new IOException(path() + ": " + place + ": " + failure.getMessage(), failure);
        }
        return error(place + ": cannot be read, probably damaged or cut off: " + failure);
    }

    /**
     * Returns an exception for what failed in reading what {@link #open} returned: damage, if the file system gave the bytes.
     *
     * @throws IOException if the file system failed, and may not do so when it is tried again
     */
    DataException broken(String place, Exception failure) throws IOException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreStream.Failure && !(cause.getCause() instanceof ChecksumException)) {
                throw new IOException(path() + ": " + place + ": " + failure.getMessage(), failure);
            }
        }
        String what = isGzip() ? "gzip data are damaged or cut off: " : "cannot be read, probably damaged or cut off: ";
        return error(place + ": " + what + failure.getMessage());
    }

    /** Tells whether the contents are packed. */
    boolean isPacked() throws IOException {
        return codec() != null || isGzip();
    }

    private CompressionCodec codec() {
        return new CompressionCodecFactory(system.getConf()).getCodec(path());
    }

    /** Opens the contents, unpacked if the file is packed: with gzip by its first bytes, else by the end of its name. */
    InputStream open() throws IOException {
        return open(BUFFER);
    }

    /** Opens the contents as they are stored, from a byte on; reads ahead by so many bytes. */
    InputStream openAt(long offset, int buffer) throws IOException {
        FSDataInputStream in = system.open(path());
        try {
            in.seek(offset);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
        return new BufferedInputStream(new StoreStream(in), buffer);
    }

    /**
     * Checks that the file has length and time of change that it had when this was made: a quick look, for whoever reads it in
     * parts.
     */
    void requireUnchanged() throws IOException {
        FileStatus now = system.getFileStatus(path());
        if (now.getLen() != status.getLen() || now.getModificationTime() != status.getModificationTime()) {
            throw error("was changed while it was read: put back what was there, or start a new run with what is there"
                    + " now");
        }
    }

    /** The same; reads ahead by so many bytes. */
    InputStream open(int buffer) throws IOException {
        InputStream in = new BufferedInputStream(new StoreStream(system.open(path())), buffer);
        try {
            in.mark(2);
            int first = in.read();
            boolean gzip = (first << 8 | in.read()) == GZIP_MAGIC;
            in.reset();
            CompressionCodec codec = gzip ? null : codec();
            InputStream plain =
                    gzip ? new GzipCompressorInputStream(in, true) : codec == null ? in : codec.createInputStream(in);
            return plain == in ? in : new BufferedInputStream(plain, buffer);
        } catch (IOException e) {
            in.close();
            throw broken(isGzip() ? "damaged gzip header" : "its start", e);
        } catch (RuntimeException | LinkageError e) { // a codec whose native library is not there
            in.close();
            throw error("cannot be unpacked: " + e.getMessage() + ": unpack it first, or pack it with gzip or bzip2");
        }
    }
}
