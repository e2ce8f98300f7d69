package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.data.DataReport;

class DataPageTest {
    @TempDir
    private Path folder;

    /** A disk that is full after the first bytes of a file, which Hadoop tells by an Error. */
    public static final class FullDisk extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("full:///");
        }

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path path,
                boolean overwrite,
                int buffer,
                short replication,
                long block,
                Progressable progress)
                throws IOException {
            FSDataOutputStream out = super.create(path, overwrite, buffer, replication, block, progress);
            return new FSDataOutputStream(out, null) {
                @Override
                public void write(byte[] content, int from, int length) throws IOException {
                    super.write(content, from, Math.min(length, 9));
                    throw full();
                }
            };
        }
    }

    private static FSError full() {
        try {
            var constructor = FSError.class.getDeclaredConstructor(Throwable.class);
            constructor.setAccessible(true);
            return constructor.newInstance(new IOException("No space left on device"));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fullDiskIsToldAndLeavesThePageThatWasThere() throws IOException {
        DataPage page = new DataPage(new DataReport(3, List.of(), null, Map.of(), List.of()));
        Configuration hadoop = new Configuration();
        page.write(hadoop, folder.toString(), "The data of run");
        String before = Files.readString(folder.resolve("data.html"));
        assertTrue(before.contains("<h1>The data of run</h1>"), before);

        hadoop.set("fs.full.impl", FullDisk.class.getName());
        IOException trouble = assertThrows(
                IOException.class, () -> page.write(hadoop, "full://" + folder, "The data of another run"));
        assertTrue(trouble.getMessage().endsWith("data.html: No space left on device"), trouble.getMessage());
        assertEquals(before, Files.readString(folder.resolve("data.html")));
    }
}
