package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class DigitsTest {
    private static final long SEED = 1;

    @Test
    void everyTenInARowHoldEachClassOnce() throws Exception {
        int[] labels = Loaded.of(new Digits(200, SEED)).labels();
        for (int from = 0; from < 200; from += 10) {
            int[] ten = Arrays.copyOfRange(labels, from, from + 10);
            Arrays.sort(ten);
            assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, ten, "from " + from);
        }
    }

    @Test
    void anExampleDependsOnSeedAndPositionAlone() throws Exception {
        float[][] few = Loaded.of(new Digits(15, SEED)).features();
        float[][] many = Loaded.of(new Digits(150, SEED)).features();
        assertArrayEquals(few, Arrays.copyOf(many, 15));
    }

    @Test
    void otherSeedsGiveOtherExamples() throws Exception {
        float[] one = Loaded.of(new Digits(1, 1)).features()[0];
        float[] two = Loaded.of(new Digits(1, 2)).features()[0];
        assertFalse(Arrays.equals(one, two));
    }

    @Test
    void bytesAreTheSameOnEveryMachine() {
        byte[] image = new byte[DigitPen.SIDE * DigitPen.SIDE];
        DigitPen pen = new DigitPen(DigitVariation.STANDARD);
        CRC32 checksum = new CRC32();
        for (int digit = 0; digit < 10; digit++) {
            for (int i = 0; i < 20; i++) {
                pen.draw(digit, 100L * digit + i, image);
                checksum.update(image);
            }
        }
        // Whoever changes the digits on purpose also changes Digits.VERSION.
        assertEquals("2d155c3c", Long.toHexString(checksum.getValue()));
    }

    @Test
    void imagesHoldAsMuchInkAsHandwriting() throws Exception {
        for (float[] image : Loaded.of(new Digits(500, SEED)).features()) {
            int dark = 0;
            for (float pixel : image) {
                dark += pixel > 0.5f ? 1 : 0;
            }
            assertTrue(dark >= 15 && dark <= 300, dark + " inked pixels; seed " + SEED);
        }
    }

    @Test
    void summaryTellsWhatIsLoaded() throws Exception {
        Digits digits = new Digits(20, SEED);
        SourceSummary summary = digits.inspect(new Configuration());
        Examples examples = digits.load(new Configuration());
        assertEquals(examples.count(), summary.count());
        assertEquals(examples.features(), summary.schema().features());
        assertEquals(examples.target(), summary.schema().target());
    }

    @Test
    void emptySetsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Digits(0, SEED));
    }

    /** That a network with three hidden layers of 256 units gets above 98 % takes too long for a unit test. */
    @Test
    void linearClassifierStaysBelow93Percent() throws Exception {
        Loaded train = Loaded.of(new Digits(20_000, 1));
        Loaded test = Loaded.of(new Digits(5_000, 2));
        float[][] rows = train.features();
        int[] labels = train.labels();
        SoftmaxRegression linear = new SoftmaxRegression(784, Digits.CLASSES);
        Shuffle order = new Shuffle(rows.length, 3);
        for (int epoch = 0; epoch < 6; epoch++) {
            linear.train(rows, labels, order.epoch(epoch), epoch < 4 ? 3e-3 : 5e-4);
        }
        double seen = linear.accuracy(rows, labels);
        double unseen = linear.accuracy(test.features(), test.labels());
        String found = "on training data " + seen + ", on others " + unseen + "; seeds 1, 2 and 3";
        assertTrue(seen < 0.93 && unseen < 0.93, found);
        assertTrue(unseen > 0.8, found);
    }
}
