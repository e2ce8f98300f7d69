package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/** The same operands twice: in double for the reference, in its own type for the implementation under test. */
final class Twins {
    private static final int GUARD = 3; // an odd offset, so that nothing is aligned by chance
    private static final double UNTOUCHED = 12345;

    /** How the tensors under test lie in memory. */
    enum Layout {
        WHOLE,
        VIEW,
        SHORT_BATCH
    }

    private final Tensor[] expected;
    private final Tensor[] actual;
    private final Tensor[] memory;

    Twins(Kernels kernels, List<KernelCase.Operand> operands, Layout layout, long seed) {
        expected = new Tensor[operands.size()];
        actual = new Tensor[operands.size()];
        memory = new Tensor[operands.size()];
        for (int i = 0; i < expected.length; i++) {
            Shape shape = operands.get(i).shape();
            expected[i] = Tensor.zeros(Element.F64, shape);
            allocate(i, kernels, layout, operands.get(i));
            fill(i, operands.get(i), Hash.mix(seed, i));
        }
    }

    private void allocate(int i, Kernels kernels, Layout layout, KernelCase.Operand operand) {
        Shape shape = operand.shape();
        if (operand.contents() == KernelCase.Contents.SUM) {
            memory[i] = kernels.sum();
            actual[i] = memory[i];
        } else if (layout == Layout.SHORT_BATCH) {
            memory[i] = kernels.zeros(shape.withRows(shape.dim(0) + 2));
            actual[i] = memory[i].rows(shape.dim(0));
        } else if (layout == Layout.VIEW) {
            memory[i] = kernels.zeros(Shape.of(shape.size() + 2 * GUARD));
            actual[i] = memory[i].view(GUARD, shape);
        } else {
            memory[i] = kernels.zeros(shape);
            actual[i] = memory[i];
        }
    }

    private void fill(int i, KernelCase.Operand operand, long stream) {
        for (int j = 0; j < memory[i].size(); j++) {
            memory[i].set(j, UNTOUCHED);
        }
        int columns = expected[i].columns();
        for (int j = 0; j < expected[i].size(); j++) {
            float normal = Hash.mix(stream, -j) % 16 == 0 ? 0 : (float) Hash.gaussian(stream, j);
            double value =
                    switch (operand.contents()) {
                        case NORMAL -> normal;
                        case POSITIVE, SUM -> Math.abs(normal) + 0.125f;
                        case INDICES -> Math.floorMod(Hash.mix(stream, j), 6);
                        case CLASSES -> Math.floorMod(Hash.mix(stream, j), KernelCase.IDS + 1) - 1;
                        case ONE_HOT -> j % columns == Math.floorMod(Hash.mix(stream, j / columns), columns) ? 1 : 0;
                    };
            expected[i].set(j, (float) value);
            actual[i].set(j, (float) value);
        }
        actual[i].touch();
    }

    Tensor[] expected() {
        return expected;
    }

    Tensor[] actual() {
        return actual;
    }

    /** Compares all operands, relative to the norm of each, and the memory around them. */
    void assertAgree(String name, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            double distance = 0;
            double norm = 0;
            for (int j = 0; j < expected[i].size(); j++) {
                double error = expected[i].get(j) - actual[i].get(j);
                distance += error * error;
                norm += expected[i].get(j) * expected[i].get(j);
            }
            double error = Math.sqrt(distance) / Math.max(1e-3, Math.sqrt(norm));
            assertTrue(
                    error <= tolerance,
                    name + ", operand " + i + " " + expected[i].shape() + ": relative error " + error);
            assertSurroundings(name + ", operand " + i, i);
        }
    }

    private void assertSurroundings(String name, int i) {
        for (int j = 0; j < memory[i].size(); j++) {
            int inside = j - actual[i].offset();
            if (inside < 0 || inside >= actual[i].size()) {
                assertTrue(memory[i].get(j) == UNTOUCHED, name + ": wrote outside, at " + inside);
            }
        }
    }
}
