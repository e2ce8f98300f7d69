package org.sparksg.storage;

import java.io.IOException;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A small file that is replaced as a whole, durably: who reads it meanwhile, or after a kill or a crash of the machine, finds the old
 * one or the new one.
 *
 * @param files the file system, with an atomic rename
 * @param path where the file is
 */
public record ReplacedFile(FileSystem files, Path path) {

    /**
     * Puts a new file in the place of the old one, if there is one.
     *
     * @param fence throws if it must not; asked right before the new one appears
     */
    public void write(byte[] content, Runnable fence) throws IOException {
        try {
            replace(content, fence);
        } catch (FSError e) {
            throw Storage.explained(path, e);
        }
    }

    /** Returns where the new content of a file is until it takes its place. */
    static Path fresh(Path path) {
        return new Path(path.getParent(), "_" + path.getName());
    }

    private void replace(byte[] content, Runnable fence) throws IOException {
        if (Storage.isObjectStore(
                files)) { // where a rename is a copy and a deletion, and a new object appears as a whole
            fence.run(); // also before: some show an empty object at once
            publish(content, fence);
            return;
        }
        Path fresh = fresh(path);
        FileSystem plain = Storage.plain(files);
        if (files instanceof ChecksumFileSystem checked) {
            plain.delete(checked.getChecksumFile(path), false); // else it would be checked against the new content
        }
        try (FSDataOutputStream out = plain.create(fresh, true)) {
            out.write(content);
            Storage.sync(out);
        }
        fence.run();
        if (!Storage.isLocal(plain)) {
            FileContext.getFileContext(files.getUri(), files.getConf()).rename(fresh, path, Options.Rename.OVERWRITE);
        } else if (!plain.rename(fresh, path)) { // which replaces, in one call
            throw new IOException("cannot rename " + fresh + " to " + path);
        }
        Storage.syncNames(plain, path.getParent());
    }

    /** Where an object appears when its stream is closed, whatever was written of it, a stream that failed is left and never closed. */
    private void publish(byte[] content, Runnable fence) throws IOException {
        FSDataOutputStream out = files.create(path, true);
        try {
            out.write(content);
            fence.run();
        } catch (IOException | RuntimeException | FSError e) {
            if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
                out.abort();
            }
            throw e;
        }
        out.close();
    }
}
