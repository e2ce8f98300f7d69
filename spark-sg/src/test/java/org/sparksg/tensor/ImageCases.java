package org.sparksg.tensor;

import static org.sparksg.tensor.KernelCase.addStep;
import static org.sparksg.tensor.KernelCase.normal;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.KernelCase.Contents;
import org.sparksg.tensor.KernelCase.Operand;

/** Calls of the methods for images. */
final class ImageCases {
    private ImageCases() {}

    /** Returns all of them. */
    static List<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        addImages(cases, axis(3, 1, 1, 1, 1), axis(3, 1, 1, 1, 1), 1, 1, 5);
        addImages(cases, axis(3, 1, 1, 1, 1), axis(3, 1, 1, 1, 1), 1, 16, 32);
        addImages(cases, axis(3, 2, 0, 1, 1), axis(2, 2, 0, 0, 1), 1, 3, 8);
        addImages(cases, axis(1, 2, 0, 0, 1), axis(1, 2, 0, 0, 1), 1, 10, 20);
        addImages(cases, axis(2, 1, 0, 1, 2), axis(3, 1, 2, 2, 2), 1, 7, 9);
        addImages(cases, axis(3, 1, 1, 1, 1), axis(3, 1, 1, 1, 1), 2, 8, 12);
        addImages(cases, axis(3, 1, 1, 1, 1), axis(3, 1, 1, 1, 1), 17, 17, 17);
        addImages(cases, axis(6, 1, 0, 0, 1), axis(5, 1, 0, 0, 1), 1, 19, 3);
        addConvolutions(cases, 17, axis(3, 1, 1, 1, 1), axis(3, 1, 1, 1, 1), 1, 64, 64);
        addConvolutions(cases, 17, axis(5, 1, 2, 2, 1), axis(5, 1, 0, 4, 1), 1, 64, 64);
        addConvolutions(
                cases, 3, axis(1, 1, 2, 2, 1), axis(2, 1, 3, 2, 1), 1, 4, 6); // places that see nothing but padding
        return cases;
    }

    private static Window.Axis axis(int size, int stride, int before, int after, int dilation) {
        return new Window.Axis(size, stride, before, after, dilation);
    }

    private static void addImages(
            List<KernelCase> cases, Window.Axis down, Window.Axis right, int groups, int channels, int units) {
        addConvolutions(cases, 3, down, right, groups, channels, units);
        addPools(cases, down, right, channels);
    }

    private static void addConvolutions(
            List<KernelCase> cases,
            int rows,
            Window.Axis down,
            Window.Axis right,
            int groups,
            int channels,
            int units) {
        Window window = new Window(down, right);
        Operand x = normal(rows, 6, 5, channels);
        Operand w = normal(down.size(), right.size(), channels / groups, units);
        Operand y = normal(rows, down.places(6), right.places(5), units);
        addStep(cases, "convolution", "", (c, t) -> c.convolution(t[0], t[1], window, groups, t[2]), x, w, y);
        addStep(cases, "convolutionInput", "", (c, t) -> c.convolutionInput(t[0], t[1], window, groups, t[2]), y, w, x);
        for (boolean accumulate : new boolean[] {false, true}) {
            addStep(
                    cases,
                    "convolutionWeight",
                    "accumulate=" + accumulate,
                    (c, t) -> c.convolutionWeight(t[0], t[1], window, groups, t[2], accumulate),
                    x,
                    y,
                    w);
        }
    }

    private static void addPools(List<KernelCase> cases, Window.Axis down, Window.Axis right, int channels) {
        Window window = new Window(down, right);
        Operand x = normal(3, 6, 5, channels);
        Operand pooled = normal(3, down.places(6), right.places(5), channels);
        Operand chosen = new Operand(pooled.shape(), Contents.INDICES); // of an element that is always inside
        addStep(cases, "maxPool", "", (c, t) -> c.maxPool(t[0], window, t[1], t[2]), x, pooled, pooled);
        if (window.size() >= 6 && down.before() + down.after() + right.before() + right.after() == 0) {
            addStep(
                    cases,
                    "maxPoolBackward",
                    "",
                    (c, t) -> c.maxPoolBackward(t[0], t[1], window, t[2]),
                    pooled,
                    chosen,
                    x);
        }
        addStep(cases, "meanPool", "", (c, t) -> c.meanPool(t[0], window, t[1]), x, pooled);
        addStep(cases, "meanPoolBackward", "", (c, t) -> c.meanPoolBackward(t[0], window, t[1]), pooled, x);
    }
}
