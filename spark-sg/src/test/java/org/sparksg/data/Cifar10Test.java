package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sparksg.data.IdxFiles.write;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.tensor.Shape;

class Cifar10Test {
    @TempDir
    Path dir;

    /** Records whose pixel p of channel c has the value (p + 10 * c) mod 256. */
    private static byte[] records(int... labels) {
        byte[] bytes = new byte[3073 * labels.length];
        for (int r = 0; r < labels.length; r++) {
            bytes[3073 * r] = (byte) labels[r];
            for (int i = 0; i < 3072; i++) {
                bytes[3073 * r + 1 + i] = (byte) (i % 1024 + 10 * (i / 1024));
            }
        }
        return bytes;
    }

    @Test
    void channelsComeLast() throws Exception {
        Loaded set = Loaded.of(new Cifar10(List.of(write(dir, "batch.bin", records(3)))));
        float[] image = set.features()[0];
        assertEquals(Shape.of(32, 32, 3), set.examples().features());
        assertArrayEquals(new float[] {5 / 255f, 15 / 255f, 25 / 255f}, Arrays.copyOfRange(image, 15, 18), 1e-7f);
    }

    @Test
    void filesFollowEachOtherInTheirOrder() throws Exception {
        String first = write(dir, "one.bin", records(3, 4));
        String second = write(dir, "two.bin", records(9));
        assertArrayEquals(
                new int[] {9, 3, 4},
                Loaded.of(new Cifar10(List.of(second, first))).labels());
    }

    @Test
    void patternFindsFilesInTheOrderOfTheirNames() throws Exception {
        write(dir, "data_batch_2.bin", records(2));
        write(dir, "data_batch_1.bin", records(1));
        write(dir, "test_batch.bin", records(7));
        Cifar10 source = new Cifar10(List.of(dir + "/data_batch_*.bin"));
        assertArrayEquals(new int[] {1, 2}, Loaded.of(source).labels());
        assertEquals(2, source.inspect(new Configuration()).count());
    }

    @Test
    void classesHaveNames() throws Exception {
        SourceSummary summary = new Cifar10(List.of(write(dir, "b.bin", records(0)))).inspect(new Configuration());
        assertEquals("airplane", summary.schema().classNames().get(0));
        assertEquals("truck", summary.schema().classNames().get(9));
    }

    @Test
    void lengthThatIsNoMultipleOfARecordIsRefused() throws Exception {
        String cut = write(dir, "cut.bin", Arrays.copyOf(records(1, 2), 5000));
        Trouble.reading(new Cifar10(List.of(cut)), cut, "has 5000 bytes, expected a multiple of 3073");
    }

    @Test
    void labelOutOfRangeIsNamedWithItsOffset() throws Exception {
        String wrong = write(dir, "wrong.bin", records(1, 10));
        Trouble.loading(new Cifar10(List.of(wrong)), wrong, "example 1 (offset 3073): label 10, expected 0..9");
    }

    @Test
    void patternThatMatchesNothingIsNamedInFull() {
        Trouble.finding(
                new Cifar10(List.of(dir + "/data_batch_*.bin")),
                "file:" + dir + "/data_batch_*.bin: no file matches this pattern");
    }

    @Test
    void emptyListIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Cifar10(List.of()));
    }
}
