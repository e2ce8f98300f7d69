package org.sparksg.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** The folder of one run: finds it, or a free name for it, and reads and writes its {@code run.json}. */
final class RunDirectory {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String RECORD = "run.json";

    private final FileSystem files;
    private final Path path;

    private RunDirectory(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /** Returns a folder for a new run: {@code name}, or {@code name-2} and so on, one above the highest that is taken. */
    static RunDirectory create(Configuration hadoop, String output, String name) {
        int highest = numbers(hadoop, output, name).max().orElse(0);
        return at(hadoop, output, name, highest + 1);
    }

    /** Returns the newest run of a name: the folder of the highest number whose record has that name. */
    static RunDirectory existing(Configuration hadoop, String output, String name) {
        return numbers(hadoop, output, name)
                .boxed()
                .sorted(Comparator.reverseOrder())
                .map(number -> at(hadoop, output, name, number))
                .filter(candidate -> candidate.isRunOf(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--resume: there is no run " + name + " in " + output
                        + ": leave the option out to start one, or check output.directory and name"));
    }

    /** Returns the numbers of all folders that are called so; the first has none in its name. */
    private static IntStream numbers(Configuration hadoop, String output, String name) {
        Pattern pattern = Pattern.compile(Pattern.quote(name) + "(?:-([1-9][0-9]{0,8}))?");
        Path parent = new Path(output);
        try {
            FileSystem files = parent.getFileSystem(hadoop);
            FileStatus[] found = files.exists(parent) ? files.listStatus(parent) : new FileStatus[0];
            return Arrays.stream(found)
                    .map(status -> pattern.matcher(status.getPath().getName()))
                    .filter(Matcher::matches)
                    .mapToInt(match -> match.group(1) == null ? 1 : Integer.parseInt(match.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException("output directory " + output + ": " + e.getMessage(), e);
        }
    }

    /** The run {@code a-2} is not the second one of {@code a}, though its folder looks like it. */
    private boolean isRunOf(String name) {
        return read().filter(record -> record.path("name").asText("").equals(name))
                .isPresent();
    }

    private static RunDirectory at(Configuration hadoop, String output, String name, int number) {
        try {
            Path parent = new Path(output);
            FileSystem files = parent.getFileSystem(hadoop);
            String folder = number == 1 ? name : name + "-" + number;
            return new RunDirectory(files, files.makeQualified(new Path(parent, folder)));
        } catch (IOException e) {
            throw new UncheckedIOException("output directory " + output + ": " + e.getMessage(), e);
        }
    }

    /** Returns the path as text. */
    String location() {
        return path.toString();
    }

    /** Reads the record of the run, if there is one. */
    Optional<ObjectNode> read() {
        Path file = new Path(path, RECORD);
        try {
            if (!files.exists(file)) {
                return Optional.empty();
            }
            try (InputStream in = files.open(file)) {
                return Optional.of((ObjectNode) JSON.readTree(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Writes the record of the run: first beside the old one, then in its place, so that none is ever half written. */
    void write(ObjectNode record) {
        Path file = new Path(path, RECORD);
        Path fresh = new Path(path, "_" + RECORD);
        try {
            try (OutputStream out = files.create(fresh, true)) {
                out.write(JSON.writeValueAsBytes(record));
            }
            FileContext.getFileContext(files.getUri(), files.getConf()).rename(fresh, file, Options.Rename.OVERWRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    static ObjectNode newRecord() {
        return JSON.createObjectNode();
    }
}
