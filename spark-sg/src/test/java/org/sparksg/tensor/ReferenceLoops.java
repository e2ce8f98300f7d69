package org.sparksg.tensor;

/** What the loops of {@link ReferenceKernels} have in common. */
final class ReferenceLoops {
    private ReferenceLoops() {}

    interface Function {
        double at(int index);
    }

    static void each(Tensor to, Function element) {
        for (int i = 0; i < to.size(); i++) {
            to.set(i, element.at(i));
        }
        to.touch();
    }

    static double at(Tensor matrix, int row, int column) {
        return matrix.get(row * matrix.columns() + column);
    }

    static void put(Tensor matrix, int row, int column, double value) {
        matrix.set(row * matrix.columns() + column, value);
    }

    static void fill(Tensor to, double value) {
        for (int i = 0; i < to.size(); i++) {
            to.set(i, value);
        }
        to.touch();
    }

    static void add(Tensor to, int index, double value) {
        to.set(index, to.get(index) + value);
    }
}
