package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class InMemoryTest {
    private static final float[][] ROWS = {{1, 2}, {3, 4}, {5, 6}};
    private final InMemory classified = InMemory.ofClasses(Shape.of(2), ROWS, new int[] {0, 2, 1}, 3);

    @ParameterizedTest
    @EnumSource
    void rowsComeInTheOrderAskedFor(Element type) {
        Tensor x = Tensor.zeros(type, Shape.of(2, 2));
        Tensor y = Tensor.zeros(type, Shape.of(2, 3)).set(9, 9, 9, 9, 9, 9);
        classified.gather(new int[] {0, 2, 1}, 1, x, y);
        assertArrayEquals(new double[] {5, 6, 3, 4}, x.toArray());
        assertArrayEquals(new double[] {0, 1, 0, 0, 0, 1}, y.toArray());
    }

    @ParameterizedTest
    @EnumSource
    void bytesAreUnsignedAndDividedBy255(Element type) {
        InMemory bytes = InMemory.ofBytes(Shape.of(1, 3, 1), new byte[][] {{0, 51, (byte) 255}}, new int[] {1}, 2);
        Tensor x = Tensor.zeros(type, Shape.of(1, 1, 3, 1));
        Tensor y = Tensor.zeros(type, Shape.of(1, 2));
        bytes.gather(new int[] {0}, 0, x, y);
        assertArrayEquals(new double[] {0, 0.2, 1}, x.toArray(), 1e-7);
    }

    @Test
    void regressionTargetsAreTheirValues() {
        InMemory regression = InMemory.ofValues(Shape.of(2), ROWS, new float[][] {{0.5f}, {-1}, {7}});
        assertEquals(Shape.of(1), regression.target());
        assertArrayEquals(new float[][] {{0.5f}, {-1}, {7}}, new Loaded(regression).targets());
    }

    @Test
    void viewsIntoALargerTensorAreFilledInTheirPlace() {
        Tensor memory = Tensor.zeros(Element.F32, Shape.of(8));
        Tensor y = Tensor.zeros(Element.F32, Shape.of(1, 3));
        classified.gather(new int[] {2}, 0, memory.view(3, Shape.of(1, 2)), y);
        assertArrayEquals(new double[] {0, 0, 0, 5, 6, 0, 0, 0}, memory.toArray());
    }

    @Test
    void gatherTouchesBothTensors() {
        Tensor x = Tensor.zeros(Element.F32, Shape.of(1, 2));
        Tensor y = Tensor.zeros(Element.F32, Shape.of(1, 3));
        long before = x.version() + y.version();
        classified.gather(new int[] {0}, 0, x, y);
        assertEquals(before + 2, x.version() + y.version());
    }

    @Test
    void subsetHoldsItsMembersInTheirOrder() {
        Loaded subset = new Loaded(classified.subset(new int[] {2, 0}));
        assertArrayEquals(new float[][] {{5, 6}, {1, 2}}, subset.features());
        assertArrayEquals(new int[] {1, 0}, subset.labels());
    }

    @Test
    void tensorsOfOtherShapesAreRefused() {
        Tensor x = Tensor.zeros(Element.F32, Shape.of(2, 2));
        Tensor y = Tensor.zeros(Element.F32, Shape.of(2, 4));
        Tensor shorter = Tensor.zeros(Element.F32, Shape.of(1, 3));
        IllegalArgumentException trouble =
                assertThrows(IllegalArgumentException.class, () -> classified.gather(new int[] {0, 1}, 0, x, y));
        assertTrue(trouble.getMessage().contains("targets [2, 4]"), trouble.getMessage());
        assertThrows(IllegalArgumentException.class, () -> classified.gather(new int[] {0, 1}, 0, x, shorter));
    }

    @Test
    void unequalRowsLabelsOutOfRangeAndOtherCountsAreRefused() {
        float[][] ragged = {{1, 2}, {3}};
        int[] labels = {0, 1};
        assertThrows(IllegalArgumentException.class, () -> InMemory.ofClasses(Shape.of(2), ragged, labels, 2));
        assertThrows(IllegalArgumentException.class, () -> InMemory.ofClasses(Shape.of(2), ROWS, labels, 2));
        assertThrows(
                IllegalArgumentException.class, () -> InMemory.ofClasses(Shape.of(2), ROWS, new int[] {0, 1, 2}, 2));
    }
}
