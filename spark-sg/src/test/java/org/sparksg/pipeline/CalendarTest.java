package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalendarTest {
    @Test
    void lastBatchOfAnEpochIsShort() {
        Calendar calendar = new Calendar(10, 4, 2, 1);
        assertEquals(3, calendar.batchesPerEpoch());
        assertEquals(6, calendar.batches());
        int[] sizes = {4, 4, 2, 4, 4, 2};
        int[] positions = {0, 4, 8, 0, 4, 8};
        int[] epochs = {0, 0, 0, 1, 1, 1};
        for (int batch = 0; batch < 6; batch++) {
            assertEquals(sizes[batch], calendar.size(batch));
            assertEquals(positions[batch], calendar.position(batch));
            assertEquals(epochs[batch], calendar.epoch(batch));
        }
        assertFalse(calendar.endsEpoch(2));
        assertTrue(calendar.endsEpoch(3));
        assertTrue(calendar.endsEpoch(6));
    }

    @Test
    void shortBatchHasFewerMicroBatchesOfTheSameSize() {
        Calendar calendar = new Calendar(22, 8, 1, 3);
        assertEquals(3, calendar.largestMicroBatch());
        assertEquals(3, calendar.microBatches(0));
        assertEquals(3, calendar.size(0, 0));
        assertEquals(3, calendar.size(0, 1));
        assertEquals(2, calendar.size(0, 2));
        assertEquals(2, calendar.microBatches(2));
        assertEquals(3, calendar.size(2, 0));
        assertEquals(3, calendar.size(2, 1));
    }

    @Test
    void batchLargerThanTheDataIsAllOfTheData() {
        Calendar calendar = new Calendar(5, 100, 3, 1);
        assertEquals(3, calendar.batches());
        assertEquals(5, calendar.size(2));
        assertEquals(5, calendar.largestMicroBatch());
    }

    @Test
    void microBatchesCoverEveryBatchAndBatchesEveryEpoch() {
        long seed = 17;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            Calendar calendar = new Calendar(
                    1 + random.nextInt(60), 1 + random.nextInt(20), 1 + random.nextInt(3), 1 + random.nextInt(8));
            String about = "seed " + seed + ": " + calendar;
            int examples = 0;
            for (long batch = 0; batch < calendar.batches(); batch++) {
                int sum = 0;
                for (int m = 0; m < calendar.microBatches(batch); m++) {
                    int size = calendar.size(batch, m);
                    assertTrue(size >= 1 && size <= calendar.largestMicroBatch(), about);
                    sum += size;
                }
                assertEquals(calendar.size(batch), sum, about);
                assertTrue(calendar.microBatches(batch) <= calendar.microBatches(), about);
                examples += sum;
            }
            assertEquals(calendar.examples() * calendar.epochs(), examples, about);
        }
    }

    @Test
    void hugeCountsDoNotOverflow() {
        int most = Integer.MAX_VALUE;
        Calendar tiny = new Calendar(most, 1, most, 1);
        assertEquals((long) most * most, tiny.batches());
        assertEquals(most - 1, tiny.epoch(tiny.batches() - 1));
        assertEquals(most - 1, tiny.position(tiny.batches() - 1));
        assertEquals(1, tiny.size(tiny.batches() - 1));

        Calendar large = new Calendar(most, most, 1, 4);
        assertEquals(1, large.batches());
        assertEquals(1 << 29, large.largestMicroBatch());
        assertEquals(4, large.microBatches(0));
        assertEquals((1 << 29) - 1, large.size(0, 3));
    }

    @Test
    void everyNumberMustBePositive() {
        var e = assertThrows(IllegalArgumentException.class, () -> new Calendar(10, 0, 1, 1));
        assertEquals("examples = 10, batchSize = 0, epochs = 1, microBatches = 1: must all be >= 1", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Calendar(0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Calendar(1, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Calendar(1, 1, 1, 0));
    }
}
