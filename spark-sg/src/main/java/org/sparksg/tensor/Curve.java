package org.sparksg.tensor;

import java.io.Serializable;

/**
 * A smooth function of each element by itself, with its derivative.
 *
 * @param slope below 0, of {@link Form#LEAKY_RELU}; 0 elsewhere
 */
public record Curve(Form form, double slope) implements Serializable {
    /** Which one. */
    public enum Form {
        /** {@code x · Φ(x)}, with the distribution of a normal number (Hendrycks and Gimpel 2016). */
        GELU,
        /** {@code x / (1 + exp(-x))} (Elfwing et al. 2018). */
        SILU,
        /** {@code x} above 0, {@code slope · x} below (Maas et al. 2013). */
        LEAKY_RELU,
        /** {@code log(1 + exp(x))}. */
        SOFTPLUS,
        /** The hyperbolic tangent. */
        TANH,
        /** {@code 1 / (1 + exp(-x))}. */
        SIGMOID
    }

    private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);

    /** A function without a slope. */
    public static Curve of(Form form) {
        return new Curve(form, 0);
    }

    /** Returns the function's value. */
    double value(double x) {
        return switch (form) {
            case GELU -> x * distribution(x);
            case SILU -> x * logistic(x);
            case LEAKY_RELU -> x > 0 ? x : slope * x;
            case SOFTPLUS -> x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
            case TANH -> Math.tanh(x);
            case SIGMOID -> logistic(x);
        };
    }

    /** Returns its derivative. */
    double derivative(double x) {
        return switch (form) {
            case GELU -> distribution(x) + x * DENSITY * Math.exp(-x * x / 2);
            case SILU -> logistic(x) * (1 + x * (1 - logistic(x)));
            case LEAKY_RELU -> x > 0 ? 1 : slope;
            case SOFTPLUS -> logistic(x);
            case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
            case SIGMOID -> logistic(x) * (1 - logistic(x));
        };
    }

    private static double logistic(double x) {
        return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
    }

    /** Φ: by its series near 0, and by the continued fraction of its tail elsewhere. */
    private static double distribution(double x) {
        if (Math.abs(x) < 3) {
            double term = x;
            double sum = x;
            for (int n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
                term *= x * x / n;
                sum += term;
            }
            return 0.5 + DENSITY * Math.exp(-x * x / 2) * sum;
        }
        double tail = Math.abs(x);
        for (int n = 60; n > 0; n--) {
            tail = Math.abs(x) + n / tail;
        }
        double above = DENSITY * Math.exp(-x * x / 2) / tail;
        return x > 0 ? 1 - above : above;
    }
}
