package org.sparksg.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.storage.Storage;
import org.sparksg.tensor.Tensor;

/**
 * The checkpoints of a run, below {@code <run>/checkpoints/}.
 *
 * <p>Stages {@link #write} their files from many machines, each through its own store; the driver alone {@linkplain
 * #commit commits} and {@linkplain #prune prunes}. A checkpoint is complete if it has a readable manifest and every file that the
 * manifest names, in its right size; everything else does not count and may lie around at any time.
 *
 * <p>All methods throw {@link CheckpointException} with the path if the file system fails.
 */
public final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
    private static final String MANIFEST = CheckpointFolder.MANIFEST;

    private final Configuration configuration;
    private final Runnable fence;
    private final Path root;
    private final FileSystem files;

    /** {@code runDirectory}: a URI, or a path on the default file system. Need not exist. */
    public CheckpointStore(Configuration configuration, String runDirectory) {
        this(configuration, runDirectory, () -> {});
    }

    /** The same for a run that others may take over: {@code fence} throws if they have, and is asked right before a commit. */
    public CheckpointStore(Configuration configuration, String runDirectory, Runnable fence) {
        this.configuration = configuration;
        this.fence = fence;
        try {
            Path checkpoints = new Path(runDirectory, "checkpoints");
            this.files = Storage.plain(checkpoints.getFileSystem(configuration));
            this.root = files.makeQualified(checkpoints);
        } catch (IOException e) {
            throw new CheckpointException("run directory " + runDirectory + ": " + e.getMessage(), e);
        }
    }

    /** Returns where a stage writes. Attempts have files of their own, so that none gets into another's way. */
    public Path stageFile(long batchId, int stage, int attempt) {
        return new Path(directory(batchId), String.format(Locale.ROOT, "stage-%03d-a%03d.ssgt", stage, attempt));
    }

    private Path directory(long batchId) {
        return new Path(root, CheckpointFolder.name(batchId));
    }

    /**
     * Writes the file of a stage that has layers {@code firstLayer} up to but not including {@code endLayer}.
     *
     * @param metadata small facts; keys, like names of tensors, are global: other stages must not use them for other values
     * @param tensors by global name
     * @return what the driver needs for the manifest
     */
    public Manifest.StageFile write(
            long batchId,
            int stage,
            int attempt,
            int firstLayer,
            int endLayer,
            Map<String, String> metadata,
            Map<String, Tensor> tensors) {
        Path file = stageFile(batchId, stage, attempt);
        TensorFile.Written written = TensorFile.write(configuration, file, metadata, tensors);
        return new Manifest.StageFile(stage, file.getName(), written.size(), written.crc(), firstLayer, endLayer);
    }

    /** Makes a checkpoint exist, after all its files do. A complete one of the same batch is not replaced. */
    public void commit(Manifest manifest) {
        Path directory = directory(manifest.batchId());
        Path file = new Path(directory, MANIFEST);
        try {
            CheckpointFolder folder = new CheckpointFolder(files, directory);
            Optional<String> trouble = folder.whyIncomplete(manifest);
            if (trouble.isPresent()) {
                throw new CheckpointException(file + ": cannot be committed: " + trouble.get());
            }
            if (files.exists(file)) {
                Optional<Manifest> before = folder.read().manifest();
                if (before.filter(manifest::isSame).isPresent()) {
                    return; // by a try that failed after its rename
                }
                if (before.isEmpty()) {
                    files.delete(file, false); // of an earlier attempt that lost files since
                }
            }
            new HiddenFile(files, file).write(out -> out.write(ManifestJson.write(manifest)), () -> false, fence);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be committed: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the newest complete checkpoint that is as it was written: all of it is read. Newer ones that are not are logged with
     * what they lack: no stage may be writing. One that was never committed is what a kill leaves; others should not be.
     */
    public Optional<Manifest> newest() {
        try {
            for (Path directory : directories()) {
                CheckpointFolder.Found found = new CheckpointFolder(files, directory).read();
                if (found.manifest().filter(this::isIntact).isPresent()) {
                    return found.manifest();
                }
                if (found.manifest().isPresent()) {
                    continue; // and it was said why
                }
                if (found.isUncommitted()) {
                    LOG.info("passing over {}: {}", directory, found.trouble());
                } else {
                    LOG.warn("passing over {}: {}", directory, found.trouble());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new CheckpointException(root + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns all complete checkpoints, newest first; also while stages are writing one that is not. */
    public List<Manifest> complete() {
        List<Manifest> complete = new ArrayList<>();
        try {
            for (Path directory : directories()) {
                new CheckpointFolder(files, directory).read().manifest().ifPresent(complete::add);
            }
        } catch (IOException e) {
            throw new CheckpointException(root + ": cannot be read: " + e.getMessage(), e);
        }
        return complete;
    }

    /**
     * Returns whether a checkpoint is as it was written; logs what is not.
     *
     * @throws CheckpointException if the file system does not say
     */
    public boolean isIntact(Manifest manifest) {
        try (Snapshot snapshot = open(manifest)) {
            snapshot.verify();
            return true;
        } catch (CheckpointException e) {
            if (Storage.isTrouble(e) && !Storage.isLoss(e)) {
                throw e; // it may be readable in a while
            }
            LOG.warn("passing over the checkpoint after {} batches: {}", manifest.batchId(), e.getMessage());
            return false;
        }
    }

    /**
     * Puts aside the checkpoints after a batch, before a run goes on from there: they are damaged, or somebody does not want them. Their
     * folders stay, under other names, until somebody deletes them.
     */
    public void setAside(long batchId) {
        try {
            for (Path directory : directories()) {
                boolean later = directory.getName().compareTo(CheckpointFolder.name(batchId)) > 0;
                if (later && files.exists(new Path(directory, MANIFEST))) {
                    Path aside = new Path(root, "aside-" + directory.getName() + "-" + System.currentTimeMillis());
                    LOG.warn("{}: put aside as {}; delete it when nobody needs it", directory, aside.getName());
                    if (!files.rename(directory, aside)) {
                        throw new IOException("cannot rename " + directory + " to " + aside);
                    }
                }
            }
        } catch (IOException e) {
            throw new CheckpointException(root + ": cannot put checkpoints aside: " + e.getMessage(), e);
        }
    }

    /** Opens a complete checkpoint. The caller closes it. */
    public Snapshot open(Manifest manifest) {
        return new Snapshot(configuration, directory(manifest.batchId()), manifest);
    }

    /**
     * Deletes what nobody will need: complete checkpoints that are neither among the {@code keepNewest} newest nor named in
     * {@code keepToo}, incomplete ones older than the newest complete one, and files in the kept ones that their manifests do
     * not name. Manifests go first, so that a half-deleted checkpoint is an incomplete one.
     *
     * @param keepNewest at least 1
     * @param keepToo batch ids of checkpoints that must stay, such as the best one's
     */
    public void prune(int keepNewest, Set<Long> keepToo) {
        if (keepNewest < 1) {
            throw new IllegalArgumentException("keepNewest = " + keepNewest + ": must be >= 1");
        }
        List<Manifest> complete = complete();
        if (complete.isEmpty()) {
            return;
        }
        Map<String, Manifest> kept = kept(complete, keepNewest, keepToo);
        String newest = CheckpointFolder.name(complete.get(0).batchId());
        try {
            for (Path directory : directories()) {
                if (kept.containsKey(directory.getName())) {
                    deleteUnnamed(directory, kept.get(directory.getName()));
                } else if (directory.getName().compareTo(newest) < 0) {
                    delete(new Path(directory, MANIFEST));
                    delete(directory);
                }
            }
        } catch (IOException e) {
            throw new CheckpointException(root + ": cannot be pruned: " + e.getMessage(), e);
        }
    }

    private static Map<String, Manifest> kept(List<Manifest> newestFirst, int keepNewest, Set<Long> keepToo) {
        Map<String, Manifest> kept = new HashMap<>();
        for (Manifest manifest : newestFirst) {
            if (kept.size() < keepNewest || keepToo.contains(manifest.batchId())) {
                kept.put(CheckpointFolder.name(manifest.batchId()), manifest);
            }
        }
        return kept;
    }

    private void deleteUnnamed(Path directory, Manifest manifest) throws IOException {
        Set<String> named = new HashSet<>(Set.of(MANIFEST));
        manifest.stages().forEach(stage -> named.add(stage.file()));
        for (FileStatus file : files.listStatus(directory)) {
            if (!named.contains(file.getPath().getName())) {
                delete(file.getPath());
            }
        }
    }

    private void delete(Path path) throws IOException {
        if (files.exists(path)) {
            LOG.info("deleting {}", path);
            if (!files.delete(path, true) && files.exists(path)) {
                throw new IOException("cannot delete " + path);
            }
        }
    }

    /** Returns the directories that may be checkpoints, newest first. */
    private Set<Path> directories() throws IOException {
        Set<Path> directories = new TreeSet<>(Comparator.reverseOrder());
        try {
            for (FileStatus status : files.listStatus(root)) {
                if (status.isDirectory() && status.getPath().getName().matches(CheckpointFolder.NAMES)) {
                    directories.add(status.getPath());
                }
            }
        } catch (FileNotFoundException e) {
            return Set.of();
        }
        return directories;
    }
}
