package org.sparksg.checkpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparksg.storage.LostLeaseException;
import org.sparksg.storage.Storage;

/**
 * A file that is written under a hidden name, and appears whole and durable under its own name or not at all. Write-once: a
 * visible file is never replaced.
 *
 * <p>The rename is atomic on local file systems and HDFS. Object stores copy instead; there it is the manifest, small
 * and written last, that decides whether a checkpoint exists.
 */
final class HiddenFile {
    private final FileSystem files;
    private final Path visible;
    private final Path hidden;

    /** What fills the file. */
    interface Content {
        void writeTo(FSDataOutputStream out) throws IOException;
    }

    HiddenFile(FileSystem files, Path visible) {
        this.files = files;
        this.visible = visible;
        this.hidden = new Path(visible.getParent(), "." + visible.getName() + ".tmp");
    }

    /**
     * Writes it.
     *
     * @param same whether a file of this name that exists already is the one that is to be written: by a try that failed after its
     *     rename
     * @param fence throws if the file must not appear; asked right before
     */
    void write(Content content, BooleanSupplier same, Runnable fence) {
        try {
            if (files.exists(visible)) {
                if (same.getAsBoolean()) {
                    return;
                }
                throw replaced();
            }
            try (FSDataOutputStream out = files.create(hidden, true)) {
                content.writeTo(out);
                Storage.sync(out);
            }
            if (files.exists(visible)) {
                throw replaced();
            }
            fence.run();
            if (!files.rename(hidden, visible)) {
                throw new IOException("cannot rename " + hidden);
            }
            Storage.syncNames(files, visible.getParent());
        } catch (IOException | RuntimeException | FSError e) {
            deleteHidden(e);
            throw e instanceof CheckpointException || e instanceof LostLeaseException
                    ? (RuntimeException) e
                    : new CheckpointException(visible + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private CheckpointException replaced() {
        return new CheckpointException(
                visible + " exists already: files of a checkpoint are written once; was this attempt started twice?");
    }

    private void deleteHidden(Throwable first) {
        try {
            files.delete(hidden, false);
        } catch (FileNotFoundException e) {
            // nothing was created
        } catch (IOException | RuntimeException | FSError e) {
            first.addSuppressed(e);
        }
    }
}
