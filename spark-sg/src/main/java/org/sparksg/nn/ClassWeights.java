package org.sparksg.nn;

import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;
import org.sparksg.settings.Require;

/**
 * How much the examples of each class count in training; not where a network is evaluated.
 *
 * @param balanced whether weights come from how often classes are: {@code n / (classes * n_c)} for a class with {@code n_c} of {@code n}
 *     examples (King and Zeng, "Logistic Regression in Rare Events Data", 2001), so that all classes count alike
 * @param values the weights, in the order of the classes; empty for 1 each, or if they are balanced
 */
public record ClassWeights(boolean balanced, List<Double> values) implements Serializable {
    /** Every example counts the same. */
    public static final ClassWeights NONE = new ClassWeights(false, List.of());

    /** Every class counts the same. */
    public static final ClassWeights BALANCED = new ClassWeights(true, List.of());

    /** Copies and checks the weights. */
    public ClassWeights {
        values = List.copyOf(values);
        for (double value : values) {
            Require.that(value > 0 && Double.isFinite(value), "class-weights", value, "> 0 and finite");
        }
        Require.that(!balanced || values.isEmpty(), "class-weights", values, "none if they are balanced");
    }

    /**
     * Returns the weight of each class; nothing if every example counts the same.
     *
     * @param counts how often each class comes in the training data, in those that are held out, too
     */
    public double[] of(long[] counts) {
        if (!balanced) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
        long all = LongStream.of(counts).sum();
        long present = LongStream.of(counts).filter(count -> count > 0).count();
        return LongStream.of(counts)
                .mapToDouble(count -> count == 0 ? 1 : (double) all / present / count)
                .toArray();
    }

    @Override
    public String toString() {
        return balanced ? "balanced" : values.isEmpty() ? "none" : values.toString();
    }
}
