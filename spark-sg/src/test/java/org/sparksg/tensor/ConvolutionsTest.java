package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.nn.Draws;
import org.sparksg.tensor.Convolutions.Call;
import org.sparksg.tensor.Convolutions.Direction;

/** Both libraries compute the same convolution: which of them a machine takes is decided elsewhere. */
class ConvolutionsTest {
    private static final Window SAME = square(3, 1, 1, 1, 1);

    private static Window square(int size, int stride, int before, int after, int dilation) {
        return new Window(
                new Window.Axis(size, stride, before, after, dilation),
                new Window.Axis(size, stride, before, after, dilation));
    }

    /** An example: the window on images, of which there are so many, with channels and units. */
    private record Example(int images, int height, int width, int channels, Window window, int units) {}

    private static List<Example> examples() {
        Window uneven = new Window(new Window.Axis(2, 1, 0, 1, 1), new Window.Axis(3, 1, 2, 0, 2));
        return List.of(
                new Example(2, 32, 32, 32, SAME, 8), // more places than are taken at a time
                new Example(3, 7, 5, 4, square(5, 1, 2, 2, 1), 6), // a window as wide as the image
                new Example(2, 9, 8, 5, square(3, 2, 0, 1, 1), 3),
                new Example(2, 9, 11, 3, square(3, 1, 2, 2, 2), 4),
                new Example(1, 6, 8, 2, uneven, 5),
                new Example(2, 5, 4, 7, square(1, 1, 0, 0, 1), 9),
                new Example(2, 4, 5, 3, square(1, 1, 2, 2, 1), 4)); // places that see nothing but padding
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void bothLibrariesGiveTheSame(Direction direction) {
        assumeTrue(Backend.obstacle().isEmpty(), () -> Backend.obstacle().orElseThrow());
        List<Example> done = new ArrayList<>();
        try (CpuKernels kernels = new CpuKernels(Precision.F32, false)) {
            for (Example example : examples()) {
                for (boolean add : new boolean[] {false, true}) {
                    if (check(kernels, direction, example, add && direction == Direction.WEIGHT_GRADIENT)) {
                        done.add(example);
                    }
                }
            }
        }
        assertEquals(direction == Direction.INPUT_GRADIENT ? 10 : 14, done.size(), "not those whose way back is none");
    }

    private static boolean check(CpuKernels kernels, Direction direction, Example example, boolean add) {
        Window window = example.window();
        int down = window.down().places(example.height());
        int right = window.right().places(example.width());
        Shape x = Shape.of(example.images(), example.height(), example.width(), example.channels());
        Shape weight = Shape.of(window.down().size(), window.right().size(), example.channels(), example.units());
        Shape y = Shape.of(example.images(), down, right, example.units());
        Call call = new Call(direction, x, weight, window, 1, y);
        if (!call.suitsBlas()) {
            return false;
        }
        double[] expected = run(kernels, call, false, add);
        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertArrayEquals(expected, run(kernels, call, true, add), 1e-5 * scale, call.toString());
        return true;
    }

    private static double[] run(CpuKernels kernels, Call call, boolean byBlas, boolean add) {
        Tensor x = Draws.normal(kernels, call.x(), 1);
        Tensor weight = Draws.normal(kernels, call.weight(), 2);
        Tensor y = Draws.normal(kernels, call.y(), 3);
        Step step = kernels.convolutions().bind(byBlas, call, x, weight, y, add);
        step.run();
        return switch (call.direction()) {
            case FORWARD -> y.toArray();
            case INPUT_GRADIENT -> x.toArray();
            case WEIGHT_GRADIENT -> weight.toArray();
        };
    }

    /** A step that was bound before one that needs more memory in between. */
    @Test
    void stepsShareTheirMemory() {
        assumeTrue(Backend.obstacle().isEmpty(), () -> Backend.obstacle().orElseThrow());
        try (CpuKernels kernels = new CpuKernels(Precision.F32, false)) {
            Call small = new Call(
                    Direction.FORWARD, Shape.of(1, 4, 4, 2), Shape.of(3, 3, 2, 3), SAME, 1, Shape.of(1, 4, 4, 3));
            Tensor x = Draws.normal(kernels, small.x(), 1);
            Tensor weight = Draws.normal(kernels, small.weight(), 2);
            Tensor y = kernels.zeros(small.y());
            Step first = kernels.convolutions().bind(true, small, x, weight, y, false);
            first.run();
            double[] before = y.toArray();
            Call large = new Call(
                    Direction.WEIGHT_GRADIENT,
                    Shape.of(1, 20, 20, 300),
                    Shape.of(3, 3, 300, 4),
                    SAME,
                    1,
                    Shape.of(1, 20, 20, 4));
            run(kernels, large, true, false);
            kernels.fill(y, 0);
            first.run();
            assertArrayEquals(before, y.toArray());
        }
    }
}
