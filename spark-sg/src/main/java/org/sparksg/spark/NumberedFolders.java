package org.sparksg.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HiddenFileFilter;
import org.sparksg.storage.Lease;
import org.sparksg.storage.Storage;

/**
 * The folders of what is called by one name: {@code name}, {@code name-2} and so on. A folder counts as one of a name if
 * its record says so: {@code a-2} is not the second one of {@code a} if that is its own name.
 */
public final class NumberedFolders {
    private static final String NAME = "name"; // in the record

    private final FileSystem files;
    private final Path parent;
    private final String name;
    private final String record;

    /**
     * Looks into a directory, which need not exist.
     *
     * @param record the file of a folder, JSON, that has its {@code name}
     */
    public NumberedFolders(Configuration hadoop, String output, String name, String record) {
        this.name = name;
        this.record = record;
        try {
            Path path = new Path(output);
            this.files = path.getFileSystem(hadoop);
            this.parent = files.makeQualified(path);
        } catch (IOException e) {
            throw new UncheckedIOException("output directory " + output + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the folder for a new one: its number is one above the highest that is taken, by whatever. A folder where
     * nothing is to be seen is not: who made it was killed before the record was there.
     */
    public Path next() {
        return free().iterator().next();
    }

    /** Returns {@link #next} and, without end, those after it. */
    Iterable<Path> free() {
        int highest = numbers().max().orElse(0);
        int first = highest > 0 && isBare(folder(highest)) ? highest : highest + 1;
        return () -> IntStream.iterate(first, number -> number + 1)
                .mapToObj(this::folder)
                .iterator();
    }

    private boolean isBare(Path folder) {
        try {
            return files.getFileStatus(folder).isDirectory()
                    && files.listStatus(folder, HiddenFileFilter.INSTANCE).length == 0;
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Returns the folders of this name, the newest first. */
    public List<Path> existing() {
        return numbers()
                .boxed()
                .sorted(Comparator.reverseOrder())
                .map(this::folder)
                .filter(this::isOfThisName)
                .toList();
    }

    /**
     * Returns the folders of this name that drivers of a submission had before this process, those that were only claimed, too. The oldest
     * comes first: a driver that is started again does what the one before it did, in the same order.
     */
    public List<Path> left(Optional<String> submission) {
        return submission.isEmpty()
                ? List.of()
                : numbers()
                        .sorted()
                        .mapToObj(this::folder)
                        .filter(folder -> isLeft(folder, submission))
                        .filter(folder -> isOfThisName(folder) || isBare(folder))
                        .toList();
    }

    private boolean isLeft(Path folder, Optional<String> submission) {
        try {
            return Lease.isLeft(files.getConf(), folder, submission);
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private Path folder(int number) {
        return new Path(parent, number == 1 ? name : name + "-" + number);
    }

    private IntStream numbers() {
        Pattern pattern = Pattern.compile(Pattern.quote(name) + "(?:-([1-9][0-9]{0,8}))?");
        try {
            FileStatus[] found = files.exists(parent) ? files.listStatus(parent) : new FileStatus[0];
            return Arrays.stream(found)
                    .map(status -> pattern.matcher(status.getPath().getName()))
                    .filter(Matcher::matches)
                    .mapToInt(match -> match.group(1) == null ? 1 : Integer.parseInt(match.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException("output directory " + parent + ": " + e.getMessage(), e);
        }
    }

    private boolean isOfThisName(Path folder) {
        Path file = new Path(folder, record);
        try {
            if (!files.exists(file)) {
                return files.exists(new Path(folder, "checkpoints")); // the record is lost, not the run
            }
            try (InputStream in = Storage.plain(files).open(file)) {
                return RecordFile.parse(in.readAllBytes())
                        .map(json -> json.path(NAME).asText().equals(name))
                        .orElse(true); // damaged: its folder's name is all that is known
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
