package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Shape;

/** The real files; skipped where they are absent. */
class MnistTest {
    private final Path directory = Path.of(System.getProperty("sparksg.data", "../../shared/data"), "mnist")
            .toAbsolutePath()
            .normalize();

    @BeforeEach
    void skipWithoutFiles() {
        Assumptions.assumeTrue(Files.isDirectory(directory), "no MNIST in " + directory + "; set -Dsparksg.data=DIR");
    }

    private Idx set(String name) {
        return new Idx(
                directory.resolve(name + "-images-idx3-ubyte.gz").toString(),
                directory.resolve(name + "-labels-idx1-ubyte.gz").toString());
    }

    /** The fingerprint reads the files as they lie on the disk; nothing but the headers is unpacked and looked at. */
    @Test
    void filesAreReadOnceAndTheirHeadersALittleMore() throws Exception {
        FileSystem.Statistics read = FileSystem.getStatistics("file", RawLocalFileSystem.class);
        long before = read.getThreadStatistics().getBytesRead();
        SourceSummary summary = set("train").inspect(new Configuration());
        assertEquals(60_000, summary.count());
        assertEquals(Shape.of(28, 28, 1), summary.schema().features());
        long bytes = read.getThreadStatistics().getBytesRead() - before;
        long length = Files.size(directory.resolve("train-images-idx3-ubyte.gz"))
                + Files.size(directory.resolve("train-labels-idx1-ubyte.gz"));
        assertTrue(bytes > length && bytes < length + 1_000_000, bytes + " bytes of " + length);
    }

    @Test
    void testImagesHaveTheirWellKnownLabelsAndMean() throws Exception {
        Loaded test = Loaded.of(set("t10k"));
        int[] labels = test.labels();
        assertEquals(7, labels[0]);
        assertEquals(2, labels[1]);
        double sum = 0;
        for (float[] image : test.features()) {
            for (float pixel : image) {
                sum += pixel;
            }
        }
        assertEquals(0.1325, sum / (10_000 * 784), 1e-4);
    }
}
