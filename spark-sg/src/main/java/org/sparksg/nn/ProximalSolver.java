package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Conjugate gradients for the implicit step of a dense layer, see {@link Proximal}: {@code (I + step · xᵀx) D = xᵀdy}, a run of
 * its own for each unit, side by side, as in the authors' {@code ProxPropLinear}. That one also stops when the residual is
 * below 1 %; here a unit stops only when nothing is left to solve.
 *
 * <p>All iterates are {@code D = xᵀu}: residual {@code xᵀr}, direction {@code xᵀp}. So it is enough to keep {@code u, r, p: [n,
 * units]} and the products with {@code K = x xᵀ: [n, n]}, of which an iteration needs one, {@code K r}; {@code x} itself is
 * needed no more. Then {@code xᵀu} comes out of the layer's own backward pass, with {@code u} in the place of {@code dy}.
 *
 * <p>A {@link Chain} has one for each dense layer, for all batches in flight: nothing in it lives longer than a call and the use
 * of what that returns.
 */
final class ProximalSolver {
    private static final double NEGLIGIBLE = 1e-20; // of the squared residual: there is nothing left to solve

    private final Kernels kernels;
    private final Proximal settings;
    private final boolean bias;
    private final Tensor squares; // memory of K
    private final Tensor[] views = new Tensor[2]; // of full batches, and of the last short one
    private final Tensor ones; // [n, 1], to repeat a number of each unit in all rows
    private final Tensor sums; // [1, units]
    private final double[] squared; // the squared residual of each unit, 0 when it is done
    private final double[] enough;
    private final Tensor u;
    private final Tensor r;
    private final Tensor p;
    private final Tensor kr;
    private final Tensor kp;
    private final Tensor work;

    ProximalSolver(Proximal settings, Dense layer, int maxBatch, Kernels kernels) {
        this.kernels = kernels;
        this.settings = settings;
        this.bias = layer.bias();
        this.squares = kernels.zeros(Shape.of(maxBatch, maxBatch));
        this.ones = kernels.zeros(Shape.of(maxBatch, 1));
        this.sums = kernels.zeros(Shape.of(1, layer.units()));
        this.squared = new double[layer.units()];
        this.enough = new double[layer.units()];
        Shape shape = Shape.of(maxBatch, layer.units());
        this.u = kernels.zeros(shape);
        this.r = kernels.zeros(shape);
        this.p = kernels.zeros(shape);
        this.kr = kernels.zeros(shape);
        this.kp = kernels.zeros(shape);
        this.work = kernels.zeros(shape);
        kernels.fill(ones, 1);
    }

    /** Returns {@code u}, of which {@code xᵀu} is the gradient to descend along; belongs to the solver, until the next call. */
    Tensor solve(Tensor x, Tensor dy) {
        int n = dy.rows();
        Tensor gram = gram(x);
        begin(gram, dy, u.rows(n), r.rows(n), p.rows(n), kr.rows(n), kp.rows(n), work.rows(n));
        for (int i = 0; i < settings.iterations(); i++) {
            iterate(gram, u.rows(n), r.rows(n), p.rows(n), kr.rows(n), kp.rows(n), work.rows(n));
        }
        return u.rows(n);
    }

    private void begin(Tensor gram, Tensor dy, Tensor u, Tensor r, Tensor p, Tensor kr, Tensor kp, Tensor work) {
        kernels.fill(u, 0);
        kernels.copy(dy, r);
        kernels.copy(dy, p);
        multiply(gram, r, kr);
        kernels.copy(kr, kp);
        dots(r, kr, work);
        for (int unit = 0; unit < squared.length; unit++) {
            squared[unit] = sums.get(unit);
            enough[unit] = NEGLIGIBLE * squared[unit];
        }
    }

    private void iterate(Tensor gram, Tensor u, Tensor r, Tensor p, Tensor kr, Tensor kp, Tensor work) {
        Tensor image = kr; // of the direction, p + step · K p, as long as there is no K r of the new residual
        kernels.combine(1, p, settings.step(), kp, image);
        dots(image, kp, work);
        lengths();
        repeat(work);
        kernels.multiply(image, work, image);
        kernels.combine(1, r, -1, image, r);
        kernels.multiply(p, work, work);
        kernels.combine(1, u, 1, work, u);
        multiply(gram, r, kr);
        dots(r, kr, work);
        shares();
        repeat(work);
        kernels.multiply(p, work, p);
        kernels.combine(1, p, 1, r, p);
        kernels.multiply(kp, work, kp);
        kernels.combine(1, kp, 1, kr, kp);
    }

    /**
     * Makes curvatures to lengths. No eigenvalue of {@code I + step · xᵀx} is below 1, so that no length is above 1 or
     * below 0 but by rounding, when a unit is done. NaN goes on into the gradient, where somebody sees it.
     */
    private void lengths() {
        for (int unit = 0; unit < squared.length; unit++) {
            double length = squared[unit] / sums.get(unit);
            if (squared[unit] <= enough[unit] || length < 0 || length > 1 + 1e-6) {
                squared[unit] = 0;
                length = 0;
            }
            sums.set(unit, length);
        }
        sums.touch();
    }

    /** Makes squared residuals to shares of the old direction in the new one. */
    private void shares() {
        for (int unit = 0; unit < squared.length; unit++) {
            double before = squared[unit];
            squared[unit] = before == 0 ? 0 : sums.get(unit);
            sums.set(unit, before == 0 ? 0 : squared[unit] / before);
        }
        sums.touch();
    }

    /** Writes the product of two matrices, column by column, into the sums. */
    private void dots(Tensor a, Tensor b, Tensor work) {
        kernels.multiply(a, b, work);
        kernels.sumRows(work, sums, false);
    }

    private void repeat(Tensor work) {
        kernels.matmul(ones.rows(work.rows()), sums, work);
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
