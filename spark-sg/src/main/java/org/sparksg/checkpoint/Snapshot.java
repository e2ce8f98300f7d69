package org.sparksg.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparksg.tensor.Tensor;

/**
 * An open checkpoint: the tensors of all stages under their global names, whichever file holds them. Belongs to one thread.
 */
public final class Snapshot implements AutoCloseable {
    private final Path directory;
    private final List<TensorFile> files = new ArrayList<>();
    private final SortedMap<String, TensorFile> fileOf = new TreeMap<>();
    private final SortedMap<String, String> metadata = new TreeMap<>();

    Snapshot(Configuration configuration, Path directory, Manifest manifest) {
        this.directory = directory;
        try {
            manifest.stages().forEach(stage -> add(configuration, stage));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void add(Configuration configuration, Manifest.StageFile stage) {
        Path path = new Path(directory, stage.file());
        TensorFile file = TensorFile.open(configuration, path);
        files.add(file);
        if (file.crc() != stage.crc()) {
            throw new CheckpointException(String.format(
                    "%s: has checksum %08x, the manifest says %08x: the file was exchanged; resume from another checkpoint",
                    path, file.crc(), stage.crc()));
        }
        for (String name : file.names()) {
            if (fileOf.put(name, file) != null) {
                throw new CheckpointException(
                        path + ": tensor " + name + " is in another file of the checkpoint too: names must be global");
            }
        }
        file.metadata().forEach((key, value) -> {
            String other = metadata.putIfAbsent(key, value);
            if (other != null && !other.equals(value)) {
                throw new CheckpointException(path + ": metadata " + key + " = " + value
                        + ", but another file of the checkpoint says " + other + ": keys must be global");
            }
        });
    }

    /** Returns the names of all tensors, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(fileOf.keySet());
    }

    /** Returns whether there is a tensor of that name. */
    public boolean contains(String name) {
        return fileOf.containsKey(name);
    }

    /** Returns the metadata of all stages, sorted by key. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /**
     * Reads a tensor.
     *
     * @param to of the same type and shape; if reading fails, its contents are undefined
     * @throws CheckpointException if there is no such tensor, or one of another shape, or its bytes are damaged
     */
    public void read(String name, Tensor to) {
        TensorFile file = fileOf.get(name);
        if (file == null) {
            throw new CheckpointException(directory + ": has no tensor " + name + "; it has " + names());
        }
        file.read(name, to);
    }

    /**
     * Reads everything, to see whether it is as it was written.
     *
     * @throws CheckpointException naming what is not
     */
    void verify() {
        files.forEach(TensorFile::verify);
    }

    @Override
    public void close() {
        files.forEach(TensorFile::close);
    }
}
