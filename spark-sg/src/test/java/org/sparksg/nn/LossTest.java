package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class LossTest {
    private static final Shape TWO_ROWS = Shape.of(2, 2);

    @ParameterizedTest
    @EnumSource(Arithmetic.class)
    void crossEntropySumsOverExamplesAndItsGradientIsThatOfEachExample(Arithmetic arithmetic) {
        try (Kernels kernels = arithmetic.open()) {
            Tensor logits = kernels.zeros(TWO_ROWS).set(0, Math.log(3), 5, 5);
            Tensor target = kernels.zeros(TWO_ROWS).set(1, 0, 0, 1);
            Tensor gradient = kernels.zeros(TWO_ROWS);
            double loss = Sums.loss(new SoftmaxCrossEntropy(), kernels, logits, target, gradient);
            assertEquals(Math.log(4) + Math.log(2), loss, 1e-12);
            assertArrayEquals(new double[] {-0.75, 0.75, 0.5, -0.5}, gradient.toArray(), 1e-12);
        }
    }

    @ParameterizedTest
    @EnumSource(Arithmetic.class)
    void squaredErrorSumsOverExamplesAndItsGradientIsThatOfEachExample(Arithmetic arithmetic) {
        try (Kernels kernels = arithmetic.open()) {
            Tensor output = kernels.zeros(TWO_ROWS).set(1, 2, 3, 4);
            Tensor target = kernels.zeros(TWO_ROWS).set(0, 0, 3, 1);
            Tensor gradient = kernels.zeros(TWO_ROWS);
            assertEquals(1 + 4 + 9, Sums.loss(new SquaredError(), kernels, output, target, gradient), 1e-12);
            assertArrayEquals(new double[] {2, 4, 0, 6}, gradient.toArray(), 1e-12);
        }
    }
}
