package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.sparksg.data.IdxFiles.gzip;
import static org.sparksg.data.IdxFiles.idx;
import static org.sparksg.data.IdxFiles.images;
import static org.sparksg.data.IdxFiles.labels;
import static org.sparksg.data.IdxFiles.write;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.tensor.Shape;

class IdxTest {
    @TempDir
    Path dir;

    private String images;
    private String labels;

    @BeforeEach
    void writeGoodFiles() throws Exception {
        images = write(dir, "images", images());
        labels = write(dir, "labels", labels(7, 0, 9));
    }

    @Test
    void pixelsAreDividedBy255() throws Exception {
        float[][] rows = Loaded.of(new Idx(images, labels)).features();
        assertArrayEquals(new float[] {0f, 0.2f, 0.4f, 0.6f}, rows[0], 1e-7f);
        assertArrayEquals(new float[] {0.8f, 1f, 1 / 255f, 2 / 255f}, rows[1], 1e-7f);
    }

    @Test
    void labelsBecomeOneHotTargets() throws Exception {
        float[][] targets = Loaded.of(new Idx(images, labels)).targets();
        assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 0}, targets[0]);
        assertArrayEquals(new float[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, targets[1]);
    }

    @Test
    void greyImagesHaveOneChannel() throws Exception {
        SourceSummary summary = new Idx(images, labels).inspect(new Configuration());
        assertEquals(Shape.of(2, 2, 1), summary.schema().features());
        assertEquals(Shape.of(10), summary.schema().target());
        assertEquals(3, summary.count());
    }

    @Test
    void otherRanksKeepTheirAxes() throws Exception {
        String flat = write(dir, "flat", idx(new int[] {3, 4}, new byte[12]));
        String colour = write(dir, "colour", idx(new int[] {3, 1, 2, 2}, new byte[12]));
        assertEquals(Shape.of(4), Loaded.of(new Idx(flat, labels)).examples().features());
        assertEquals(
                Shape.of(1, 2, 2), Loaded.of(new Idx(colour, labels)).examples().features());
    }

    @Test
    void packedAndPlainFilesGiveTheSameExamples() throws Exception {
        Idx packed = new Idx(write(dir, "i.gz", gzip(images())), write(dir, "l.gz", gzip(labels(7, 0, 9))));
        Loaded fromPacked = Loaded.of(packed);
        Loaded fromPlain = Loaded.of(new Idx(images, labels));
        assertArrayEquals(fromPlain.features(), fromPacked.features());
        assertArrayEquals(fromPlain.targets(), fromPacked.targets());
    }

    @Test
    void fingerprintChangesWithAPixelAndNotWithThePlace() throws Exception {
        byte[] other = images();
        other[other.length - 1]++;
        String before = new Idx(images, labels).inspect(new Configuration()).fingerprint();
        Idx moved = new Idx(write(dir, "moved", images()), labels);
        Idx changed = new Idx(write(dir, "changed", other), labels);
        assertEquals(before, moved.inspect(new Configuration()).fingerprint());
        assertNotEquals(before, changed.inspect(new Configuration()).fingerprint());
    }

    @Test
    void missingFileIsNamedInFull() {
        Trouble.finding(new Idx(dir + "/nowhere", labels), "file:" + dir + "/nowhere: no such file");
    }

    @Test
    void directoryInsteadOfAFileIsRefused() {
        Trouble.finding(new Idx(dir.toString(), labels), dir.toString(), "is a directory");
    }

    @Test
    void unknownFileSystemIsRefused() {
        Trouble.finding(
                new Idx("nofs://host/images", labels), "images: nofs://host/images: nothing here reads nofs://");
    }

    @Test
    void wrongMagicNumberIsRefused() throws Exception {
        String text = write(dir, "text", "hello, world".getBytes());
        Trouble.reading(new Idx(text, labels), text, "offset 0: magic number 0x68656c6c", "not an IDX file");
    }

    @Test
    void otherElementTypesAreRefused() throws Exception {
        String floats = write(dir, "floats", idx(0x0D, new int[] {3, 2, 2}, new byte[48]));
        Trouble.reading(new Idx(floats, labels), floats, "element type 0x0d, expected 0x08");
    }

    @Test
    void exchangedFilesAreRefused() {
        Trouble.reading(new Idx(labels, images), labels, "1 axes, expected 2..4 for images", "exchanged");
    }

    @Test
    void differentCountsAreRefused() throws Exception {
        String four = write(dir, "four", labels(1, 2, 3, 4));
        Trouble.reading(new Idx(images, four), four, "offset 4: 4 labels, expected 3", images);
    }

    @Test
    void zeroAndNegativeLengthsAreRefused() throws Exception {
        String empty = write(dir, "empty", idx(new int[] {0, 2, 2}));
        String negative = write(dir, "negative", idx(new int[] {3, -1, 2}));
        Trouble.reading(new Idx(empty, labels), empty, "offset 4: axis 0 has length 0, expected 1..");
        Trouble.reading(new Idx(negative, labels), negative, "offset 8: axis 1 has length 4294967295");
    }

    @Test
    void hugeExamplesAreRefused() throws Exception {
        String huge = write(dir, "huge", idx(new int[] {3, 1 << 20, 1 << 20}));
        Trouble.reading(new Idx(huge, labels), huge, "one example is too large");
    }

    @Test
    void shorterFileThanItsHeaderSaysIsRefused() throws Exception {
        String cut = write(dir, "cut", Arrays.copyOf(images(), images().length - 1));
        Trouble.reading(new Idx(cut, labels), cut, "has 27 bytes, expected 28 for 3 examples of 4 bytes");
    }

    @Test
    void longerFileThanItsHeaderSaysIsRefused() throws Exception {
        String longer = write(dir, "longer", Arrays.copyOf(images(), images().length + 1));
        Trouble.reading(new Idx(longer, labels), longer, "has 29 bytes, expected 28");
    }

    @Test
    void fileCutOffWithinItsHeaderIsRefused() throws Exception {
        String cut = write(dir, "cut", Arrays.copyOf(images(), 6));
        Trouble.reading(new Idx(cut, labels), cut, "ends at offset 6, expected the length of axis 0 of 4 bytes");
    }

    @Test
    void emptyFileIsRefused() throws Exception {
        String empty = write(dir, "empty", new byte[0]);
        Trouble.reading(new Idx(empty, labels), empty, "ends at offset 0, expected the magic number");
    }

    @Test
    void labelsOutOfRangeAreNamedWithTheirOffset() throws Exception {
        String wrong = write(dir, "wrong", labels(7, 12, 9));
        Trouble.loading(new Idx(images, wrong), wrong, "example 1 (offset 9): label 12, expected 0..9");
    }

    @Test
    void packedFileThatWasCutOffIsRefused() throws Exception {
        byte[] packed = gzip(images());
        String cut = write(dir, "cut.gz", Arrays.copyOf(packed, packed.length - 12));
        Trouble.loading(new Idx(cut, labels), cut, "gzip data end too early");
    }

    @Test
    void packedFileWithAChangedByteIsRefused() throws Exception {
        byte[] packed = gzip(images());
        packed[packed.length - 6] ^= 1; // of the checksum
        String damaged = write(dir, "damaged.gz", packed);
        Trouble.loading(new Idx(damaged, labels), damaged, "gzip data are damaged");
    }

    @Test
    void packedFileWithADamagedHeaderIsRefused() throws Exception {
        byte[] packed = gzip(images());
        packed[2] = 77; // the packing method
        String damaged = write(dir, "damaged.gz", packed);
        Trouble.reading(new Idx(damaged, labels), damaged, "damaged gzip header");
    }

    @Test
    void packedFileShorterThanItsHeaderSaysIsRefused() throws Exception {
        String cut = write(dir, "cut.gz", gzip(Arrays.copyOf(images(), images().length - 3)));
        Trouble.loading(new Idx(cut, labels), cut, "ends at offset 25, expected image 2 of 4 bytes at offset 24");
    }

    @Test
    void packedFileLongerThanItsHeaderSaysIsRefused() throws Exception {
        String longer = write(dir, "longer.gz", gzip(Arrays.copyOf(images(), images().length + 1)));
        Trouble.loading(new Idx(longer, labels), longer, "goes on at offset 28", "its header says 3 images");
    }

    @Test
    void packedFileWhoseHeaderAsksForTooMuchMemoryIsRefused() throws Exception {
        String huge = write(dir, "huge.gz", gzip(idx(new int[] {Integer.MAX_VALUE, 2, 2})));
        Trouble.reading(new Idx(huge, labels), huge, "bytes packed, expected 8589934604 unpacked");
    }
}
