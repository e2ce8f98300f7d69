package org.sparksg.jobs.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.sparksg.settings.FileTrouble;

/**
 * Data that are on this machine only. Where the default file system is shared (HDFS, an object store), they are copied to
 * {@code .spark-sg/data} in the user's home there: files and folders whose path names no file system, and which that file system does
 * not have. A copy has the name that path, sizes and times of its files give, and is used again as long as these stay.
 */
final class LocalData {
    private static final String FOLDER = ".spark-sg/data";
    private static final long MIB = 1 << 20;

    private final Configuration hadoop;
    private final List<Copy> copies = new ArrayList<>();
    private final List<String> unshared = new ArrayList<>();

    /** A file or folder, and where it goes. */
    private record Copy(Path from, Path to, boolean folder, long bytes) {}

    /** {@code hadoop}: says what is shared. */
    LocalData(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /** Returns the path that data have for all machines, after {@link #copy}. */
    String everywhere(String text) {
        Path path = new Path(text);
        if (path.toUri().getScheme() != null) {
            return text;
        }
        FileSystem there = FileTrouble.reach("fs.defaultFS", text, hadoop);
        String shared = there.makeQualified(path).toString();
        try {
            FileSystem here = FileSystem.getLocal(hadoop);
            if (!here.exists(path)) {
                return shared;
            }
            if (there.getUri().getScheme().equals("file")) {
                unshared.add(shared);
                return shared;
            }
            if (there.exists(path)) {
                return shared;
            }
            Path from = here.makeQualified(path);
            Copy copy = copy(here, from, new Path(there.getHomeDirectory(), FOLDER));
            copies.add(copy);
            return copy.to().toString();
        } catch (IOException e) {
            throw FileTrouble.of("fs.defaultFS", text, e);
        }
    }

    /** Returns the paths of data that are on this machine, where no file system is shared. */
    List<String> unshared() {
        return List.copyOf(unshared);
    }

    private static Copy copy(FileSystem here, Path from, Path folder) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        RemoteIterator<LocatedFileStatus> found = here.listFiles(from, true);
        while (found.hasNext()) {
            files.add(found.next());
        }
        files.sort(Comparator.comparing(FileStatus::getPath));
        StringBuilder facts = new StringBuilder(from.toString());
        files.forEach(file -> facts.append(file.getPath()).append(file.getLen()).append(file.getModificationTime()));
        UUID name = UUID.nameUUIDFromBytes(facts.toString().getBytes(StandardCharsets.UTF_8));
        long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
        boolean isFolder = here.getFileStatus(from).isDirectory();
        return new Copy(from, new Path(folder, name + "/" + from.getName()), isFolder, bytes);
    }

    /** Copies what is not there yet. A copy appears as a whole or not at all, and another one may make the same one at the same time. */
    void copy() {
        for (Copy copy : copies) {
            try {
                FileSystem there = copy.to().getFileSystem(hadoop);
                if (!there.exists(copy.to())) {
                    System.err.printf(
                            "Copying %s (%,.1f MiB) to %s ...%n", copy.from(), (double) copy.bytes() / MIB, copy.to());
                    make(there, copy);
                }
            } catch (IOException e) {
                throw FileTrouble.of("data", copy.to().toString(), e);
            }
        }
    }

    private static void make(FileSystem there, Copy copy) throws IOException {
        Path part = new Path(copy.to().getParent(), "_" + UUID.randomUUID());
        try {
            there.copyFromLocalFile(copy.from(), part);
            if (!there.rename(part, copy.to()) && !there.exists(copy.to())) {
                throw new IOException("cannot rename " + part + " to " + copy.to());
            }
        } catch (IOException e) {
            try {
                clear(there, part, copy);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        clear(there, part, copy);
    }

    /** Removes what is left of a part. A rename to a folder that is there meanwhile has moved it into that. */
    private static void clear(FileSystem there, Path part, Copy copy) throws IOException {
        there.delete(part, true);
        if (copy.folder()) {
            there.delete(new Path(copy.to(), part.getName()), true);
        }
    }
}
