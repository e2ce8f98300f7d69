package org.sparksg.optim;

import java.io.Serializable;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/** A limit on the gradient that an optimizer sees, after the division by the number of examples. */
public sealed interface Clipping extends Serializable {

    /**
     * Limits {@code scale · gradient} and returns the scale to take instead. The gradient itself changes only where a
     * scale cannot express the limit.
     *
     * @param sum memory for a {@link Kernels#sum}
     */
    double limit(Kernels kernels, Tensor gradient, double scale, Tensor sum);

    /** No limit. */
    record None() implements Clipping {
        @Override
        public double limit(Kernels kernels, Tensor gradient, double scale, Tensor sum) {
            return scale;
        }
    }

    /**
     * Shrinks the gradient to the given L2 norm if it is longer (Pascanu et al. 2013, algorithm 1). The norm is that of
     * one stage's parameters, because stages do not wait for each other.
     */
    record ByNorm(double norm) implements Clipping {
        public ByNorm {
            Require.positive("norm", norm);
        }

        @Override
        public double limit(Kernels kernels, Tensor gradient, double scale, Tensor sum) {
            kernels.dot(gradient, gradient, sum, false);
            double seen = scale * Math.sqrt(sum.get(0));
            return seen > norm ? scale * (norm / seen) : scale;
        }
    }

    /** Clamps every element into {@code [-value, value]}. Changes the gradient. */
    record ByValue(double value) implements Clipping {
        public ByValue {
            Require.positive("value", value);
        }

        @Override
        public double limit(Kernels kernels, Tensor gradient, double scale, Tensor sum) {
            kernels.clamp(gradient, value / scale);
            return scale;
        }
    }
}
