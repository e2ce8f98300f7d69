package org.sparksg.graph;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/**
 * Conjugate gradients for {@link Implicit}, a run of its own for each unit, side by side, as in the {@code ProxPropLinear} of Frerix
 * et al. 2018. That one also stops when the residual is below 1 %; here a unit stops only when nothing is left to solve.
 *
 * <p>All iterates are {@code D = xᵀu}: residual {@code xᵀr}, direction {@code xᵀp}. So it is enough to keep {@code u, r, p: [n,
 * units]} and the products with {@code K = x xᵀ: [n, n]}, of which an iteration needs one, {@code K r}.
 */
final class ImplicitSolver implements Step {
    private static final double NEGLIGIBLE = 1e-20; // of the squared residual: there is nothing left to solve

    private final Implicit settings;
    private final Kernels kernels;
    private final Tensor x;
    private final Tensor dy;
    private final Tensor u;
    private final Tensor gram; // K
    private final Tensor ones; // [n, 1], to repeat a number of each unit in all rows
    private final Tensor sums; // [1, units]
    private final Tensor r;
    private final Tensor p;
    private final Tensor kr;
    private final Tensor kp;
    private final Tensor work;
    private final Step correlate; // x xᵀ
    private final Step multiply; // K r
    private final Step repeat; // the numbers of each unit in all rows
    private final double[] squared; // the squared residual of each unit, 0 when it is done
    private final double[] enough;

    ImplicitSolver(Implicit settings, Binding at) {
        this.settings = settings;
        this.kernels = at.kernels();
        this.x = at.in(0);
        this.dy = at.in(1);
        this.u = at.out(0);
        this.gram = at.out(1);
        this.ones = at.out(2);
        this.sums = at.out(3);
        this.r = at.out(4);
        this.p = at.out(5);
        this.kr = at.out(6);
        this.kp = at.out(7);
        this.work = at.out(8);
        this.correlate = kernels.matmulTransposedWeight(x, x, gram);
        this.multiply = settings.bias() ? kernels.dense(gram, r, sums, kr) : kernels.matmul(gram, r, kr);
        this.repeat = kernels.matmul(ones, sums, work);
        this.squared = new double[sums.size()];
        this.enough = new double[sums.size()];
    }

    @Override
    public void run() {
        begin();
        for (int i = 0; i < settings.iterations(); i++) {
            iterate();
        }
    }

    private void begin() {
        correlate.run();
        kernels.fill(ones, 1);
        kernels.fill(u, 0);
        kernels.copy(dy, r);
        kernels.copy(dy, p);
        multiply();
        kernels.copy(kr, kp);
        dots(r, kr);
        for (int unit = 0; unit < squared.length; unit++) {
            squared[unit] = sums.get(unit);
            enough[unit] = NEGLIGIBLE * squared[unit];
        }
    }

    private void iterate() {
        Tensor image = kr; // of the direction, p + step · K p, as long as there is no K r of the new residual
        kernels.combine(1, p, settings.step(), kp, image);
        dots(image, kp);
        lengths();
        repeat.run();
        kernels.multiply(image, work, image);
        kernels.combine(1, r, -1, image, r);
        kernels.multiply(p, work, work);
        kernels.combine(1, u, 1, work, u);
        multiply();
        dots(r, kr);
        shares();
        repeat.run();
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
    private void dots(Tensor a, Tensor b) {
        kernels.multiply(a, b, work);
        kernels.sumRows(work, sums, false);
    }

    /** Multiplies the residual by {@code x xᵀ}; the bias is one more input, always 1. */
    private void multiply() {
        if (settings.bias()) {
            kernels.sumRows(r, sums, false);
        }
        multiply.run();
    }
}
