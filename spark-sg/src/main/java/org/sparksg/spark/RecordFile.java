package org.sparksg.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.storage.JsonChecksum;
import org.sparksg.storage.ReplacedFile;
import org.sparksg.storage.Storage;

/**
 * The record of a run on disk: {@code run.json}, and beside it a hidden copy of what it was before. Since format 2 it has a checksum of
 * its own; older ones are read, too.
 */
final class RecordFile {
    static final String NAME = "run.json";
    private static final String BEFORE = "_run.before.json";
    private static final String FORMAT = "format"; // 2: there is a checksum
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Logger LOG = LoggerFactory.getLogger(RecordFile.class);

    private final FileSystem files;
    private final Path file;
    private final Path before;
    private byte[] last; // what the file holds, if that is known and good

    RecordFile(FileSystem files, Path folder) {
        this.files = files;
        this.file = new Path(folder, NAME);
        this.before = new Path(folder, BEFORE);
    }

    /**
     * What was found.
     *
     * @param json the record
     * @param damaged whether the file was damaged, so that this is what it was before, or empty if nobody knows that either
     */
    record Found(ObjectNode json, boolean damaged) {}

    /** Reads the record; empty if there is none. */
    Optional<Found> read() throws IOException {
        Optional<byte[]> content = content(file);
        if (content.isEmpty() && !files.exists(new Path(file.getParent(), "checkpoints"))) {
            return Optional.empty();
        }
        Optional<ObjectNode> json = content.flatMap(RecordFile::parse);
        if (json.isPresent()) {
            last = content.get();
            return Optional.of(new Found(json.get(), false));
        }
        Optional<ObjectNode> copy = content(before).flatMap(RecordFile::parse);
        LOG.warn(
                "{}: is {}: going on with {}",
                file,
                content.isEmpty() ? "missing beside checkpoints" : "damaged",
                copy.isPresent() ? "what it was before its last change" : "what tables and checkpoints tell");
        return Optional.of(new Found(copy.orElseGet(JSON::createObjectNode), true));
    }

    private Optional<byte[]> content(Path path) throws IOException {
        try (InputStream in = Storage.plain(files).open(path)) {
            return Optional.of(in.readAllBytes());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Returns what a record says; empty if it is damaged. */
    static Optional<ObjectNode> parse(byte[] content) {
        try {
            JsonNode json = JSON.readTree(content);
            if (!(json instanceof ObjectNode object)) {
                return Optional.empty();
            }
            boolean sealed = object.has(FORMAT) || object.has(JsonChecksum.KEY);
            if (sealed && JsonChecksum.trouble(object).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(object.without(List.of(FORMAT, JsonChecksum.KEY)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("of bytes in memory", e);
        }
    }

    /** Writes the record anew. {@code fence}: throws if it must not; asked right before. */
    void write(ObjectNode json, Runnable fence) throws IOException {
        if (last != null) {
            new ReplacedFile(files, before).write(last, fence);
        }
        ObjectNode sealed = JSON.createObjectNode().put(FORMAT, 2);
        sealed.setAll(json);
        JsonChecksum.put(sealed);
        byte[] content = JSON.writeValueAsBytes(sealed);
        new ReplacedFile(files, file).write(content, fence);
        last = content;
    }
}
