package org.sparksg.spark;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A small file that is replaced as a whole: who reads it meanwhile, or after a kill, finds the old one or the new one.
 *
 * @param files the file system, with an atomic rename
 * @param path where the file is
 */
public record ReplacedFile(FileSystem files, Path path) {

    /** Puts a new file in the place of the old one, if there is one. */
    public void write(byte[] content) throws IOException {
        Path fresh = new Path(path.getParent(), "_" + path.getName());
        if (files instanceof ChecksumFileSystem checked) {
            // Its rename is one of two files, with the old one deleted before. Below it, a rename is one call.
            FileSystem plain = checked.getRawFileSystem();
            plain.delete(checked.getChecksumFile(path), false); // else it would be checked against the new content
            fill(plain, fresh, content);
            if (!plain.rename(fresh, path)) {
                throw new IOException("cannot rename " + fresh + " to " + path);
            }
        } else {
            fill(files, fresh, content);
            FileContext.getFileContext(files.getUri(), files.getConf()).rename(fresh, path, Options.Rename.OVERWRITE);
        }
    }

    private static void fill(FileSystem files, Path path, byte[] content) throws IOException {
        try (OutputStream out = files.create(path, true)) {
            out.write(content);
        }
    }
}
