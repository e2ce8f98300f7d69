package org.sparksg.analysis;

import java.util.List;
import org.bytedeco.openblas.global.openblas;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * A linear regression of the input by activations: how much of the input can be read off this layer. In closed form and double
 * precision: {@code W = (HᵀH + n · ridge · I)⁻¹ HᵀX} and the mean of {@code X}, with standardised {@code H}. The ridge of
 * {@value #RIDGE} of a unit's variance keeps units that are copies of each other, or never change, from mattering.
 */
final class RegressorProbe implements AutoCloseable {
    static final double RIDGE = 1e-6;

    private final Kernels kernels = new PortableKernels(Element.F64);
    private final Tensor weights;
    private final Tensor mean;
    private final Tensor h; // a block of activations
    private final Tensor x; // a block of inputs

    /**
     * Solves the normal equations.
     *
     * @param activations {@code [n, units]}, standardised
     * @param inputs {@code [n, inputs]}
     */
    RegressorProbe(Tensor activations, Tensor inputs) {
        int units = activations.columns();
        this.h = kernels.zeros(Shape.of(Blocks.ROWS, units));
        this.x = kernels.zeros(Shape.of(Blocks.ROWS, inputs.columns()));
        this.mean = kernels.zeros(Shape.of(inputs.columns()));
        this.weights = kernels.zeros(Shape.of(units, inputs.columns())); // first the right side, then the solution
        Tensor squares = kernels.zeros(Shape.of(units, units));
        List<Tensor> from = Blocks.of(activations);
        List<Tensor> to = Blocks.of(inputs);
        for (int i = 0; i < from.size(); i++) {
            Tensor hBlock = widen(from.get(i), h);
            Tensor xBlock = widen(to.get(i), x);
            kernels.matmulTransposedInput(hBlock, hBlock, squares, true).run();
            kernels.matmulTransposedInput(hBlock, xBlock, weights, true).run();
            kernels.sumRows(xBlock, mean, true);
        }
        kernels.scale(1.0 / activations.rows(), mean, mean);
        solve(squares, RIDGE * activations.rows());
    }

    private static Tensor widen(Tensor block, Tensor buffer) {
        Tensor wide = buffer.rows(block.rows());
        for (int i = 0; i < block.size(); i++) {
            wide.set(i, block.get(i));
        }
        wide.touch();
        return wide;
    }

    /** Replaces the right side by the solution. Activations have mean 0, so that the mean of the inputs drops out of it. */
    private void solve(Tensor squares, double ridge) {
        int units = squares.rows();
        for (int i = 0; i < units; i++) {
            squares.set(i * units + i, squares.get(i * units + i) + ridge);
        }
        int failed = openblas.LAPACKE_dposv(
                openblas.LAPACK_ROW_MAJOR,
                (byte) 'L',
                units,
                weights.columns(),
                squares.bytes().asDoubleBuffer(),
                units,
                weights.bytes().asDoubleBuffer(),
                weights.columns());
        if (failed != 0) {
            throw new ArithmeticException(
                    "activations of " + units + " units: the normal equations have no solution in double precision");
        }
        weights.touch();
    }

    /** Returns the mean squared error over all examples and all inputs. */
    double error(Tensor activations, Tensor inputs) {
        Tensor predicted = kernels.zeros(x.shape());
        Tensor gradient = kernels.zeros(x.shape());
        List<Tensor> from = Blocks.of(activations);
        List<Tensor> to = Blocks.of(inputs);
        Tensor sum = kernels.sum();
        for (int i = 0; i < from.size(); i++) {
            int rows = from.get(i).rows();
            kernels.dense(widen(from.get(i), h), weights, mean, predicted.rows(rows))
                    .run();
            kernels.squaredError(predicted.rows(rows), widen(to.get(i), x), gradient.rows(rows), sum, i > 0);
        }
        return sum.get(0) / inputs.size();
    }

    @Override
    public void close() {
        kernels.close();
    }
}
