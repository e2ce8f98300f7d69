package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Conjugate gradients for the implicit step of a dense layer, see {@link Proximal}: {@code (I + step · xᵀx) D = xᵀdy}, all units
 * as one vector (the authors' code has that for any layer, and for dense ones also a run for each unit).
 *
 * <p>All iterates are {@code D = xᵀu}: residual {@code xᵀr}, direction {@code xᵀp}. So it is enough to keep {@code u, r, p: [n,
 * units]} and the products with {@code K = x xᵀ: [n, n]}, of which an iteration needs one, {@code K r}; {@code x} itself is
 * needed no more. Then {@code xᵀu} comes out of the layer's own backward pass, with {@code u} in the place of {@code dy}.
 */
final class ProximalSolver {
    private static final double NEGLIGIBLE = 1e-20; // of the squared residual: there is nothing left to solve

    private final Kernels kernels;
    private final Proximal settings;
    private final boolean bias;
    private final Tensor squares; // memory of K
    private final Tensor[] views = new Tensor[2]; // of full batches, and of the last short one
    private final Tensor sums;
    private final Tensor u;
    private final Tensor r;
    private final Tensor p;
    private final Tensor kr;
    private final Tensor kp;

    ProximalSolver(Proximal settings, Dense layer, int maxBatch, Kernels kernels) {
        this.kernels = kernels;
        this.settings = settings;
        this.bias = layer.bias();
        this.squares = kernels.zeros(Shape.of(maxBatch * maxBatch));
        this.sums = kernels.zeros(Shape.of(layer.units()));
        Shape shape = Shape.of(maxBatch, layer.units());
        this.u = kernels.zeros(shape);
        this.r = kernels.zeros(shape);
        this.p = kernels.zeros(shape);
        this.kr = kernels.zeros(shape);
        this.kp = kernels.zeros(shape);
    }

    /** Returns {@code u}, of which {@code xᵀu} is the gradient to descend along; belongs to the solver, until the next call. */
    Tensor solve(Tensor x, Tensor dy) {
        int n = dy.rows();
        return solve(gram(x), dy, u.rows(n), r.rows(n), p.rows(n), kr.rows(n), kp.rows(n));
    }

    private Tensor solve(Tensor gram, Tensor dy, Tensor u, Tensor r, Tensor p, Tensor kr, Tensor kp) {
        double step = settings.step();
        kernels.fill(u, 0);
        kernels.copy(dy, r);
        kernels.copy(dy, p);
        multiply(gram, r, kr);
        kernels.copy(kr, kp);
        double squared = kernels.dot(r, kr);
        double enough = NEGLIGIBLE * squared;
        // Written this way round so that NaN goes on into the gradient, where somebody sees it.
        for (int i = 0; i < settings.iterations() && !(squared <= enough); i++) {
            double length = squared / (kernels.dot(p, kp) + step * kernels.dot(kp, kp));
            kernels.combine(1, u, length, p, u);
            kernels.combine(1, r, -length, p, r);
            kernels.combine(1, r, -length * step, kp, r);
            multiply(gram, r, kr);
            double before = squared;
            squared = kernels.dot(r, kr);
            kernels.combine(squared / before, p, 1, r, p);
            kernels.combine(squared / before, kp, 1, kr, kp);
        }
        return u;
    }

    /** Writes {@code x xᵀ}; the bias is one more input, always 1, which {@link #multiply} adds. */
    private Tensor gram(Tensor x) {
        int n = x.rows();
        int which = n == u.rows() ? 0 : 1;
        if (views[which] == null || views[which].rows() != n) {
            views[which] = squares.view(0, Shape.of(n, n));
        }
        kernels.matmulTransposedWeight(x, x, views[which]);
        return views[which];
    }

    private void multiply(Tensor gram, Tensor v, Tensor result) {
        if (bias) {
            kernels.sumRows(v, sums, false);
            kernels.dense(gram, v, sums, result);
        } else {
            kernels.matmul(gram, v, result);
        }
    }
}
