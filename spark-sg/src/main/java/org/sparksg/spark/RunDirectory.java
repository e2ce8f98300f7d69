package org.sparksg.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
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

    /** Returns a folder that does not exist yet: {@code name}, or else {@code name-2}, {@code name-3} and so on. */
    static RunDirectory create(Configuration hadoop, String output, String name) {
        return at(hadoop, output, name, firstFree(hadoop, output, name));
    }

    /** Returns the newest folder of a name, which must hold a run. */
    static RunDirectory existing(Configuration hadoop, String output, String name) {
        int next = firstFree(hadoop, output, name);
        if (next == 1) {
            throw new IllegalArgumentException("--resume: there is no run " + name + " in " + output
                    + ": leave the option out to start one, or check output.directory and name");
        }
        return at(hadoop, output, name, next - 1);
    }

    private static int firstFree(Configuration hadoop, String output, String name) {
        int number = 1;
        while (at(hadoop, output, name, number).exists()) {
            number++;
        }
        return number;
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

    private boolean exists() {
        try {
            return files.exists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
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
