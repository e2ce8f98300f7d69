package org.sparksg.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class StandardisationTest {
    private static final int EXAMPLES = 400;

    /** A unit that varies, one that is 5, and one that is not 0 once: nothing can be more deviations away than that example. */
    @Test
    void strangeTestValuesAreBoundedAndTrainingValuesAreLetBe() {
        try (Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            Tensor x = kernels.zeros(Shape.of(EXAMPLES, 3));
            for (int row = 0; row < EXAMPLES; row++) {
                x.set(row * 3, 3 + 2 * Hash.gaussian(1, row));
                x.set(row * 3 + 1, 5);
                x.set(row * 3 + 2, row == 7 ? 0.1 : 0);
            }
            x.touch();
            Tensor y = kernels.zeros(x.shape());
            Standardisation standardisation = new Standardisation(x, y, kernels);
            standardisation.apply(x, y);
            assertEquals(2, (x.get(30) - x.get(0)) / (y.get(30) - y.get(0)), 0.2, "the deviation of the first unit");
            assertEquals(0, y.get(1));
            assertEquals(Math.sqrt(EXAMPLES) * (1 - 1.0 / EXAMPLES), y.get(7 * 3 + 2), 1e-3);
            kernels.fill(x, -1e9);
            standardisation.apply(x, y);
            assertEquals(-Math.sqrt(EXAMPLES), y.get(0), 1e-4);
            assertEquals(0, y.get(1));
            assertEquals(-Math.sqrt(EXAMPLES), y.get(2), 1e-4);
        }
    }
}
