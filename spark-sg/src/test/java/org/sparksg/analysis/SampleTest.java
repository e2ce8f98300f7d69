package org.sparksg.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sparksg.data.InMemory;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;

class SampleTest {
    private static final int COUNT = 50;

    private final Kernels kernels = Backend.AUTO.open(Precision.F32);

    /** Returns examples whose only feature is their position, and whose class is that modulo 3. */
    private static InMemory examples() {
        float[][] rows = new float[COUNT][];
        int[] labels = new int[COUNT];
        Arrays.setAll(rows, i -> new float[] {i});
        Arrays.setAll(labels, i -> i % 3);
        return InMemory.ofClasses(Shape.of(1, 1), rows, labels, 3);
    }

    private static double[] sorted(double[] values) {
        return Arrays.stream(values).sorted().toArray();
    }

    @Test
    void examplesAreDrawnOnceEachInRandomOrder() {
        Sample sample = Sample.draw(examples(), 20, 7, kernels);
        assertEquals(20, sample.size());
        double[] drawn = sample.features().toArray();
        assertEquals(20, Arrays.stream(drawn).distinct().count());
        assertFalse(Arrays.equals(sorted(drawn), drawn));
        for (int row = 0; row < 20; row++) {
            assertEquals(1, sample.targets().get(row * 3 + (int) drawn[row] % 3));
        }
    }

    @Test
    void sortedSampleHasTheSameExamplesClassByClass() {
        double[] drawn = Sample.draw(examples(), 20, 7, kernels).features().toArray();
        double[] byClass =
                Sample.drawSorted(examples(), 20, 7, kernels).features().toArray();
        assertArrayEquals(sorted(drawn), sorted(byClass));
        double[] classes = Arrays.stream(byClass).map(position -> position % 3).toArray();
        assertArrayEquals(sorted(classes), classes);
    }

    @Test
    void noMoreAreDrawnThanThereAre() {
        assertEquals(COUNT, Sample.draw(examples(), 1000, 7, kernels).size());
    }
}
