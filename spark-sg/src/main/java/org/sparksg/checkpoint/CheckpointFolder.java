package org.sparksg.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparksg.storage.Storage;

/**
 * The folder of one checkpoint.
 *
 * @param files the file system
 * @param path where the folder is, called by {@link #name}
 */
record CheckpointFolder(FileSystem files, Path path) {
    static final String MANIFEST = "manifest.json";
    static final String NAMES = "batch-\\d{12}";

    static String name(long batchId) {
        return String.format(Locale.ROOT, "batch-%012d", batchId);
    }

    /** The manifest of a complete checkpoint, or why there is none. */
    record Found(Optional<Manifest> manifest, String trouble) {
        private static final Found UNCOMMITTED =
                new Found(Optional.empty(), "it has no manifest, so it was never committed");

        /** Returns whether it is what a kill leaves; others should not be. */
        boolean isUncommitted() {
            return equals(UNCOMMITTED);
        }
    }

    /** Looks at its manifest and at the sizes of its files. */
    Found read() throws IOException {
        Path file = new Path(path, MANIFEST);
        String trouble;
        try (FSDataInputStream in = files.open(file)) {
            Manifest manifest = new ManifestJson(file).read(in.readAllBytes());
            Optional<String> missing = whyIncomplete(manifest);
            if (missing.isEmpty()) {
                return new Found(Optional.of(manifest), "");
            }
            trouble = missing.get();
        } catch (FileNotFoundException e) {
            return Found.UNCOMMITTED;
        } catch (IllegalArgumentException | ArithmeticException e) {
            trouble = "its manifest is damaged: " + e.getMessage();
        } catch (IOException e) {
            if (!Storage.isLoss(e)) {
                throw e; // it may be readable in a while
            }
            trouble = "its manifest is lost: " + e.getMessage();
        }
        return new Found(Optional.empty(), trouble);
    }

    /** Returns what a checkpoint lacks that its manifest names; empty if nothing. */
    Optional<String> whyIncomplete(Manifest manifest) throws IOException {
        if (!name(manifest.batchId()).equals(path.getName())) {
            return Optional.of("its manifest is that of batch " + manifest.batchId());
        }
        for (Manifest.StageFile stage : manifest.stages()) {
            try {
                long size = files.getFileStatus(new Path(path, stage.file())).getLen();
                if (size != stage.size()) {
                    return Optional.of(stage.file() + " has " + size + " bytes, expected " + stage.size());
                }
            } catch (FileNotFoundException e) {
                return Optional.of(stage.file() + " is missing");
            }
        }
        return Optional.empty();
    }
}
