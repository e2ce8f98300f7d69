package org.sparksg.nn;

import java.io.Serializable;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;

/**
 * How the elements of a parameter start. A value is a pure function of the parameter's stream of randomness, its shape
 * and the index of the element, so that a network starts the same however it is cut.
 *
 * <p>A weight's last axis counts its outputs, the one before its inputs, and axes in front of them (of a convolution) the
 * positions that one output sees.
 */
public sealed interface Initializer extends Serializable {
    /** Every element is 0. */
    Initializer ZEROS = new Constant(0);

    /** Every element is 1. */
    Initializer ONES = new Constant(1);

    /** Returns the starting value of element {@code index} of a parameter of the given shape. */
    double value(Shape shape, long stream, int index);

    /** Returns the starting values of a whole parameter. */
    default IntToDoubleFunction values(Shape shape, long stream) {
        return index -> value(shape, stream, index);
    }

    /** The same number everywhere. */
    record Constant(double number) implements Initializer {
        public Constant {
            Require.that(Double.isFinite(number), "number", number, "finite");
        }

        @Override
        public double value(Shape shape, long stream, int index) {
            return number;
        }
    }

    /** These numbers, one after the other. */
    record Numbers(List<Double> numbers) implements Initializer {
        /** Copies the list. */
        public Numbers {
            numbers = List.copyOf(numbers);
        }

        @Override
        public double value(Shape shape, long stream, int index) {
            return numbers.get(index);
        }
    }

    /** Uniform in ±sqrt(6 / (inputs + outputs)): Glorot and Bengio 2010, equation 16. Suits tanh and linear layers. */
    record GlorotUniform() implements Initializer {
        @Override
        public double value(Shape shape, long stream, int index) {
            return centred(stream, index) * Math.sqrt(6.0 / (inputs(shape) + outputs(shape)));
        }
    }

    /** Normal with deviation sqrt(2 / inputs): He et al. 2015, equation 10. Suits layers before a ReLU. */
    record HeNormal() implements Initializer {
        @Override
        public double value(Shape shape, long stream, int index) {
            return Hash.gaussian(stream, index) * Math.sqrt(2.0 / inputs(shape));
        }
    }

    /** Normal with mean 0 and the given deviation. */
    record Normal(double deviation) implements Initializer {
        public Normal {
            Require.positive("deviation", deviation);
        }

        @Override
        public double value(Shape shape, long stream, int index) {
            return Hash.gaussian(stream, index) * deviation;
        }
    }

    /**
     * Orthonormal columns, or rows if there are more columns than rows, of a weight as a matrix {@code [inputs, outputs]}, times a
     * gain: Saxe et al. 2014. A normal matrix, made orthogonal column by column (row by row).
     */
    record Orthogonal(double gain) implements Initializer {
        public Orthogonal {
            Require.positive("gain", gain);
        }

        @Override
        public double value(Shape shape, long stream, int index) {
            return values(shape, stream).applyAsDouble(index);
        }

        @Override
        public IntToDoubleFunction values(Shape shape, long stream) {
            int outputs = shape.dim(shape.rank() - 1);
            int inputs = shape.size() / outputs;
            boolean tall = inputs >= outputs;
            double[][] vectors = new double[Math.min(inputs, outputs)][Math.max(inputs, outputs)];
            for (int v = 0; v < vectors.length; v++) {
                for (int i = 0; i < vectors[v].length; i++) {
                    vectors[v][i] = Hash.gaussian(stream, v * vectors[v].length + i);
                }
                for (int pass = 0; pass < 2; pass++) { // once more, for what rounding left
                    for (int before = 0; before < v; before++) {
                        add(vectors[v], -dot(vectors[v], vectors[before]), vectors[before]);
                    }
                }
                scale(vectors[v], 1 / Math.sqrt(dot(vectors[v], vectors[v])));
            }
            return index -> gain
                    * (tall ? vectors[index % outputs][index / outputs] : vectors[index / outputs][index % outputs]);
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += a[i] * b[i];
            }
            return sum;
        }

        private static void add(double[] to, double times, double[] what) {
            for (int i = 0; i < to.length; i++) {
                to[i] += times * what[i];
            }
        }

        private static void scale(double[] x, double by) {
            for (int i = 0; i < x.length; i++) {
                x[i] *= by;
            }
        }
    }

    /** Uniform in ±limit. */
    record Uniform(double limit) implements Initializer {
        public Uniform {
            Require.positive("limit", limit);
        }

        @Override
        public double value(Shape shape, long stream, int index) {
            return centred(stream, index) * limit;
        }
    }

    private static double centred(long stream, int index) {
        return 2.0 * Hash.uniform(stream, index) - 1;
    }

    private static double inputs(Shape shape) {
        return (double) shape.size() / shape.dim(shape.rank() - 1);
    }

    private static double outputs(Shape shape) {
        return shape.rank() == 1 ? shape.size() : (double) shape.size() / shape.dim(shape.rank() - 2);
    }
}
