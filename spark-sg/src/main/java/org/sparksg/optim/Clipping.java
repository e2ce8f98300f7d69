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
     */
    double limit(Kernels kernels, Tensor gradient, double scale);

    /** No limit. */
    record None() implements Clipping {
        @Override
        public double limit(Kernels kernels, Tensor gradient, double scale) {
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
        public double limit(Kernels kernels, Tensor gradient, double scale) {
            double seen = scale * Math.sqrt(kernels.dot(gradient, gradient));
            return seen > norm ? scale * (norm / seen) : scale;
        }
    }

    /** Clamps every element into {@code [-value, value]}. Changes the gradient. */
    record ByValue(double value) implements Clipping {
        public ByValue {
            Require.positive("value", value);
        }

        @Override
        public double limit(Kernels kernels, Tensor gradient, double scale) {
            kernels.clamp(gradient, value / scale);
            return scale;
        }
    }
}
