package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShuffleTest {

    @Test
    void everyExampleComesOnceInAnEpoch() {
        for (int count : new int[] {1, 2, 10, 1001}) {
            int[] order = new Shuffle(count, 42).epoch(3).clone();
            Arrays.sort(order);
            assertArrayEquals(Shuffle.inSequence(count), order, "count " + count);
        }
    }

    @Test
    void orderOfAnEpochDoesNotDependOnTheEpochsAskedForBefore() {
        Shuffle resumed = new Shuffle(1000, 42);
        Shuffle run = new Shuffle(1000, 42);
        for (int epoch = 0; epoch < 5; epoch++) {
            run.epoch(epoch);
        }
        assertArrayEquals(run.epoch(5), resumed.epoch(5));
    }

    @Test
    void epochsAndSeedsDiffer() {
        int[] order = new Shuffle(1000, 42).epoch(0);
        assertFalse(Arrays.equals(order, new Shuffle(1000, 42).epoch(1)));
        assertFalse(Arrays.equals(order, new Shuffle(1000, 43).epoch(0)));
    }

    @Test
    void arrayIsLentAgain() {
        Shuffle order = new Shuffle(100, 42);
        assertSame(order.epoch(0), order.epoch(1));
    }

    @Test
    void everyPlaceIsEquallyLikely() {
        int epochs = 60_000;
        int[][] seen = new int[6][6];
        Shuffle order = new Shuffle(6, 42);
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] positions = order.epoch(epoch);
            for (int place = 0; place < 6; place++) {
                seen[positions[place]][place]++;
            }
        }
        double squares = 0;
        for (int[] row : seen) {
            for (int times : row) {
                squares += Math.pow(times - epochs / 6.0, 2) / (epochs / 6.0);
            }
        }
        assertTrue(squares < 52.6, "chi-squared with 25 degrees of freedom is " + squares + "; seed 42"); // p = 0.001
    }
}
