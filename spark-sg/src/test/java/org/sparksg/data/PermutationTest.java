package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationTest {

    @Test
    void everyNumberHasAPlaceOfItsOwn() {
        for (int count : new int[] {1, 2, 3, 4, 5, 16, 17, 63, 64, 65, 1000, 65_537}) {
            Permutation order = new Permutation(count, count);
            long places = IntStream.range(0, count).map(order::at).distinct().count();
            assertEquals(count, places);
            assertTrue(IntStream.range(0, count).map(order::at).allMatch(at -> at >= 0 && at < count));
        }
    }

    @Test
    void numbersOfTheLargestCountHavePlacesToo() {
        Permutation order = new Permutation(Integer.MAX_VALUE, 1);
        assertEquals(
                1000,
                IntStream.range(Integer.MAX_VALUE - 1000, Integer.MAX_VALUE)
                        .map(order::at)
                        .filter(at -> at >= 0)
                        .distinct()
                        .count());
    }

    /** Over many keys, each number is in the first tenth in a tenth of the cases: within five deviations. */
    @Test
    void eachNumberIsChosenAsOftenAsOthers() {
        int keys = 4000;
        int[] chosen = new int[50];
        for (int key = 0; key < keys; key++) {
            Permutation order = new Permutation(chosen.length, key);
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] += order.at(i) < 5 ? 1 : 0;
            }
        }
        double deviation = Math.sqrt(keys * 0.1 * 0.9);
        for (int i = 0; i < chosen.length; i++) {
            assertEquals(0.1 * keys, chosen[i], 5 * deviation, "number " + i);
        }
    }

    /** Neighbours are chosen together as often as chance has it. */
    @Test
    void neighboursAreNotChosenTogetherMoreOftenThanOthers() {
        int keys = 4000;
        int count = 200;
        int together = 0;
        for (int key = 0; key < keys; key++) {
            Permutation order = new Permutation(count, key);
            together += order.at(17) < count / 2 && order.at(18) < count / 2 ? 1 : 0;
        }
        double expected = keys * 0.5 * 99 / 199;
        assertEquals(expected, together, 5 * Math.sqrt(keys * 0.25 * 0.75));
    }
}
