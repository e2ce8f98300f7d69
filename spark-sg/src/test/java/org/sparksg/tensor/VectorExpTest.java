package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VectorExpTest {

    @Test
    void agreesWithTheExponentialOfJavaToThreePartsInTenMillion() {
        int size = 100_003;
        Tensor x = Tensor.zeros(Element.F32, Shape.of(size));
        for (int i = 0; i < size; i++) {
            x.set(i, -86.9 * i / size);
        }
        double[] arguments = x.toArray();
        VectorExp.ofNegatives(x.bytes(), size);
        for (int i = 0; i < size; i++) {
            double expected = Math.exp(arguments[i]);
            assertEquals(1, x.get(i) / expected, 3e-7, "exp(" + arguments[i] + ")");
        }
    }

    @Test
    void farNegativeNumbersGiveZeroAndNotANumberStays() {
        int size = 33;
        Tensor x = Tensor.zeros(Element.F32, Shape.of(size));
        for (int i = 0; i < size; i++) {
            x.set(i, i % 3 == 0 ? Double.NEGATIVE_INFINITY : i % 3 == 1 ? -1e30 : Double.NaN);
        }
        VectorExp.ofNegatives(x.bytes(), size);
        for (int i = 0; i < size; i++) {
            assertTrue(i % 3 == 2 ? Double.isNaN(x.get(i)) : x.get(i) == 0, "element " + i + ": " + x.get(i));
        }
    }
}
