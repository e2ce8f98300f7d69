package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldOutTest {

    @Test
    void partsAreDisjointAndCompleteAndOfTheSizeAskedFor() {
        HoldOut split = new HoldOut(0.1, 42);
        int[] both = IntStream.concat(Arrays.stream(split.training(1005)), Arrays.stream(split.heldOut(1005)))
                .sorted()
                .toArray();
        assertArrayEquals(Shuffle.inSequence(1005), both);
        assertEquals(101, split.heldOut(1005).length);
    }

    @Test
    void choiceDependsOnTheSeedAlone() {
        assertArrayEquals(new HoldOut(0.1, 42).heldOut(1000), new HoldOut(0.1, 42).heldOut(1000));
        assertFalse(Arrays.equals(new HoldOut(0.1, 42).heldOut(1000), new HoldOut(0.1, 43).heldOut(1000)));
    }

    @Test
    void nothingIsHeldOutForAShareOfZero() {
        assertEquals(0, new HoldOut(0, 42).heldOut(10).length);
        assertEquals(10, new HoldOut(0, 42).training(10).length);
    }

    @Test
    void sharesThatLeaveAPartEmptyAreRefused() {
        IllegalArgumentException tooSmall =
                assertThrows(IllegalArgumentException.class, () -> new HoldOut(0.01, 42).heldOut(10));
        assertTrue(tooSmall.getMessage().contains("data.held-out = 0.01: of 10 examples is 0"), tooSmall.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new HoldOut(0.99, 42).training(10));
    }

    @Test
    void sharesOutsideTheirRangeAreRefused() {
        for (double share : new double[] {-0.1, 1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new HoldOut(share, 42), "share " + share);
        }
    }
}
