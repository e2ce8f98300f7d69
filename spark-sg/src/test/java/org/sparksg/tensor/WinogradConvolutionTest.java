package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.nn.Draws;

/** Convolutions with fewer multiplications against plain loops in double precision. */
class WinogradConvolutionTest {
    private static final double TOLERANCE = 2e-5; // of the largest result

    private static Window window(int taps, int before, int after) {
        Window.Axis down = new Window.Axis(taps, 1, before, after, 1);
        return new Window(down, new Window.Axis(taps, 1, after, before, 1));
    }

    private static Tensor wide(Kernels reference, Tensor tensor) {
        return reference.zeros(tensor.shape()).set(tensor.toArray());
    }

    private static void assertClose(Tensor expected, Tensor actual, String what) {
        double largest = 0;
        for (double number : expected.toArray()) {
            largest = Math.max(largest, Math.abs(number));
        }
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), actual.get(i), TOLERANCE * largest, what + ", " + i);
        }
    }

    /** Whole tiles, cut ones, more padding on one side, none; images that fill their products, and a rest. */
    @ParameterizedTest
    @CsvSource({
        "3, 1, 1, 8, 8, 5, 16, 32",
        "3, 1, 1, 7, 9, 40, 32, 16",
        "3, 0, 0, 11, 6, 3, 16, 16",
        "3, 2, 0, 5, 5, 9, 16, 48",
        "3, 1, 1, 1, 1, 70, 64, 64",
        "5, 2, 2, 8, 8, 9, 32, 16",
        "5, 2, 2, 7, 5, 21, 16, 32",
        "5, 4, 1, 6, 9, 4, 16, 16",
        "5, 0, 0, 9, 6, 3, 64, 16"
    })
    void agreesWithPlainSums(
            int taps, int before, int after, int height, int width, int rows, int channels, int units) {
        Window window = window(taps, before, after);
        try (OneDnn oneDnn = new OneDnn();
                Kernels cpu = new CpuKernels(Precision.F32, false);
                Kernels reference = new ReferenceKernels()) {
            Tensor x = Draws.normal(cpu, Shape.of(rows, height, width, channels), 1);
            Tensor weight = Draws.normal(cpu, Shape.of(taps, taps, channels, units), 2);
            Shape places =
                    Shape.of(rows, window.down().places(height), window.right().places(width), units);
            Tensor dy = Draws.normal(cpu, places, 3);
            Tensor y = cpu.zeros(places);
            WinogradConvolution convolution = new WinogradConvolution(
                    new WinogradProducts(new Products(oneDnn, false, false)), new Scratch(Element.F32), window);
            Step forward = convolution.forward(x, weight, y);
            Tensor dx = cpu.zeros(x.shape());
            Step input = convolution.inputGradient(dy, weight, dx);
            Tensor dw = Draws.normal(cpu, weight.shape(), 4);
            Tensor sum = wide(reference, dw);
            Step more = convolution.weightGradient(x, dy, dw, true);
            Tensor alone = cpu.zeros(weight.shape());
            Step weights = convolution.weightGradient(x, dy, alone, false);
            for (int again = 0; again < 2; again++) { // what one step left in the memory of all does not matter
                forward.run();
                input.run();
                weights.run();
            }
            more.run();

            Tensor wideX = wide(reference, x);
            Tensor wideWeight = wide(reference, weight);
            Tensor wideDy = wide(reference, dy);
            Tensor expected = reference.zeros(places);
            reference.convolution(wideX, wideWeight, window, 1, expected).run();
            assertClose(expected, y, "forward");
            Tensor expectedDx = reference.zeros(x.shape());
            reference
                    .convolutionInput(wideDy, wideWeight, window, 1, expectedDx)
                    .run();
            assertClose(expectedDx, dx, "by the input");
            Tensor expectedDw = reference.zeros(weight.shape());
            reference
                    .convolutionWeight(wideX, wideDy, window, 1, expectedDw, false)
                    .run();
            assertClose(expectedDw, alone, "by the weight");
            reference.convolutionWeight(wideX, wideDy, window, 1, sum, true).run();
            assertClose(sum, dw, "by the weight, added");
        }
    }

    @Test
    void doesNotFitOthers() {
        Window.Axis plain = new Window.Axis(3, 1, 1, 1, 1);
        Window window = new Window(plain, plain);
        assertTrue(fits(16, 8, 64, window, 1));
        assertFalse(fits(16, 8, 64, window, 2), "groups");
        assertFalse(fits(16, 8, 32, window, 1), "few channels");
        assertFalse(fits(16, 8, 68, window, 1), "channels that are no vectors");
        assertFalse(fits(16, 8, 512, window, 1), "a weight that takes much memory");
        assertFalse(fits(1, 8, 64, window, 1), "few tiles");
        assertFalse(fits(64, 3, 64, window, 1), "tiles that are mostly empty");
        assertFalse(fits(16, 8, 64, new Window(new Window.Axis(3, 2, 1, 1, 1), plain), 1), "strides");
        assertFalse(fits(16, 8, 64, new Window(plain, new Window.Axis(3, 1, 2, 2, 2)), 1), "dilation");
        assertFalse(fits(16, 8, 64, new Window(plain, new Window.Axis(5, 1, 2, 2, 1)), 1), "3 x 5");
        assertFalse(fits(16, 8, 64, new Window(new Window.Axis(3, 1, 3, 0, 1), plain), 1), "wide padding");
    }

    private static boolean fits(int rows, int length, int channels, Window window, int groups) {
        Tensor x = Tensor.zeros(Element.F32, Shape.of(rows, length, length, channels));
        int down = window.down().places(length);
        int right = window.right().places(length);
        Tensor y = Tensor.zeros(Element.F32, Shape.of(rows, down, right, channels));
        return WinogradConvolution.fits(x, window, groups, y);
    }
}
