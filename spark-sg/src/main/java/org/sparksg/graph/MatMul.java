package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** {@code y = x · w}, with either transposed. */
record MatMul(boolean transposedX, boolean transposedW) implements Op {
    MatMul {
        if (transposedX && transposedW) {
            throw new IllegalArgumentException("a product of two transposed matrices: transpose its result instead");
        }
    }

    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape x = in.get(0);
        Shape w = in.get(1);
        int inner = transposedX ? Fit.rows(x) : Fit.columns(x);
        Fit.require(inner == (transposedW ? Fit.columns(w) : Fit.rows(w)), this, in, "[n, k] and [k, m]");
        return List.of(
                Shape.of(transposedX ? Fit.columns(x) : Fit.rows(x), transposedW ? Fit.rows(w) : Fit.columns(w)));
    }

    @Override
    public void adjoint(Adjoint at) {
        Value dy = at.gradient();
        if (transposedX) {
            throw new UnsupportedOperationException(this + ": a gradient of a gradient");
        }
        at.give(0, () -> at.apply(new MatMul(false, !transposedW), dy, at.in(1)));
        at.give(
                1,
                () -> transposedW
                        ? at.apply(new MatMul(true, false), dy, at.in(0))
                        : at.apply(new MatMul(true, false), at.in(0), dy));
    }

    @Override
    public Step prepare(Binding at) {
        Kernels kernels = at.kernels();
        Tensor x = at.in(0);
        Tensor w = at.in(1);
        Tensor y = at.out(0);
        if (transposedX) {
            return kernels.matmulTransposedInput(x, w, y, at.adds(0));
        }
        return transposedW ? kernels.matmulTransposedWeight(x, w, y) : kernels.matmul(x, w, y);
    }

    @Override
    public long flops(List<Shape> in) {
        Shape x = in.get(0);
        return 2L * infer(in).get(0).size() * (transposedX ? Fit.rows(x) : Fit.columns(x));
    }

    @Override
    public boolean mayAdd(int result) {
        return transposedX;
    }
}
