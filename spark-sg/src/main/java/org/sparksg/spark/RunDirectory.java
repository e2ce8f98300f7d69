package org.sparksg.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The folder of one run: finds it, or a free name for it, and reads and writes its {@code run.json}. */
final class RunDirectory {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String RECORD = "run.json";

    private final FileSystem files;
    private final Path path;

    RunDirectory(Configuration hadoop, Path path) {
        this.path = path;
        try {
            this.files = path.getFileSystem(hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    /** Returns a folder for a new run: {@code name}, or {@code name-2} and so on, one above the highest that is taken. */
    static RunDirectory create(Configuration hadoop, String output, String name) {
        return new RunDirectory(hadoop, new NumberedFolders(hadoop, output, name, RECORD).next());
    }

    /** Returns the newest run of a name: the folder of the highest number whose record has that name. */
    static RunDirectory existing(Configuration hadoop, String output, String name) {
        return new NumberedFolders(hadoop, output, name, RECORD)
                .existing().stream()
                        .findFirst()
                        .map(path -> new RunDirectory(hadoop, path))
                        .orElseThrow(() -> new IllegalArgumentException("--resume: there is no run " + name + " in "
                                + output + ": leave the option out to start one, or check output.directory and name"));
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

    /** Writes the record of the run anew, undisturbed. */
    void write(ObjectNode record) {
        Path file = new Path(path, RECORD);
        Undisturbed.run(() -> {
            try {
                new ReplacedFile(files, file).write(JSON.writeValueAsBytes(record));
            } catch (IOException e) {
                throw new UncheckedIOException(file + ": " + e.getMessage(), e);
            }
        });
    }

    static ObjectNode newRecord() {
        return JSON.createObjectNode();
    }
}
