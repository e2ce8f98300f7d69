package org.sparksg.data;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HiddenFileFilter;

/** A file that exists, on any of Hadoop's file systems. */
record InputFile(FileSystem system, FileStatus status) {
    private static final int BUFFER = 1 << 16;
    private static final int GZIP_MAGIC = 0x1F8B;

    /** Returns the one file of that name. */
    static InputFile one(String path, Configuration hadoop) throws IOException {
        FileSystem system = system(path, hadoop);
        FileStatus status = status(system, path);
        if (status == null) {
            throw new DataException(system.makeQualified(new Path(path)) + ": no such file");
        }
        if (status.isDirectory()) {
            throw new DataException(status.getPath() + ": is a directory, expected a file");
        }
        return new InputFile(system, status);
    }

    /**
     * Returns the files that a file, a directory or a pattern stands for, in the order of their names. Files that start
     * with {@code _} or {@code .} are no data.
     */
    static List<InputFile> all(String path, Configuration hadoop) throws IOException {
        FileSystem system = system(path, hadoop);
        FileStatus status = status(system, path);
        if (status != null && !status.isDirectory()) {
            return List.of(new InputFile(system, status));
        }
        FileStatus[] found = status == null ? matches(system, path) : system.listStatus(status.getPath());
        Arrays.sort(found);
        List<InputFile> files = new ArrayList<>();
        for (FileStatus each : found) {
            if (isData(each)) {
                files.add(new InputFile(system, each));
            }
        }
        if (files.isEmpty()) {
            throw new DataException(system.makeQualified(new Path(path)) + ": holds no data files");
        }
        return files;
    }

    private static boolean isData(FileStatus status) {
        if (!HiddenFileFilter.INSTANCE.accept(status.getPath())) {
            return false;
        }
        if (status.isDirectory()) {
            throw new DataException(
                    status.getPath()
                            + ": is a directory among data files: name one directory of files; partitioned tables are not read");
        }
        return true;
    }

    private static FileSystem system(String path, Configuration hadoop) {
        try {
            return new Path(path).getFileSystem(hadoop);
        } catch (IOException | IllegalArgumentException e) {
            throw new DataException(path + ": cannot be reached: " + e.getMessage());
        }
    }

    private static FileStatus status(FileSystem system, String path) throws IOException {
        try {
            return system.getFileStatus(new Path(path));
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    private static FileStatus[] matches(FileSystem system, String path) throws IOException {
        String full = system.makeQualified(new Path(path)).toString();
        if (!path.matches(".*[*?\\[{].*")) {
            throw new DataException(full + ": no such file or directory");
        }
        FileStatus[] found = system.globStatus(new Path(path));
        if (found == null || found.length == 0) {
            throw new DataException(full + ": no file matches this pattern");
        }
        return found;
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

    /** Opens the contents, unpacked if the file is packed with gzip. */
    InputStream open() throws IOException {
        boolean gzip = isGzip();
        FSDataInputStream in = system.open(path());
        if (!gzip) {
            return new BufferedInputStream(in, BUFFER);
        }
        try {
            return new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
        } catch (IOException e) {
            in.close();
            throw error("damaged gzip header: " + e.getMessage());
        }
    }
}
