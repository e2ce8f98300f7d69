package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/**
 * {@code u} with {@code xᵀu = (I + step · xᵀx)⁻¹ xᵀdy}, of {@code x} and {@code dy}, by {@code iterations} of conjugate gradients; the
 * other results are its work space.
 *
 * @param bias whether {@code x} has one more column, of ones
 */
record Implicit(double step, int iterations, boolean bias) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        int rows = Fit.rows(in.get(0));
        Shape dy = in.get(1);
        Fit.require(Fit.rows(dy) == rows, this, in, "as many rows in both");
        Shape pairs = Shape.of(rows, rows);
        return List.of(dy, pairs, Shape.of(rows, 1), Shape.of(1, Fit.columns(dy)), dy, dy, dy, dy, dy);
    }

    @Override
    public Step prepare(Binding at) {
        return new ImplicitSolver(this, at);
    }

    @Override
    public long flops(List<Shape> in) {
        long rows = Fit.rows(in.get(0));
        return 2 * rows * rows * (Fit.columns(in.get(0)) + (iterations + 1L) * Fit.columns(in.get(1)));
    }
}
