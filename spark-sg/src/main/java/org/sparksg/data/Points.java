package org.sparksg.data;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;

/**
 * Points drawn from a normal distribution with mean 0 and deviation 1 in each dimension, in two classes: the artificial data of
 * Czarnecki et al. 2017, section 4. Example {@code i} is a pure function of the settings and {@code i}.
 *
 * @param rule what decides the class of a point
 * @param dimensions of a point
 * @param count number of examples
 * @param plane chooses the hyperplane: the same for training and test data
 * @param seed chooses points and noise
 */
public record Points(Rule rule, int dimensions, int count, long plane, long seed) implements DataSource {
    /** The number of classes. */
    public static final int CLASSES = 2;

    private static final float SWAPPED = 0.1f;

    /** What decides the class of a point. */
    public enum Rule {
        /** The side of a random hyperplane through the origin. */
        LINEAR,
        /** The same, but every tenth class or so is swapped. */
        NOISY,
        /** Chance. */
        RANDOM
    }

    /** Checks the numbers. */
    public Points {
        Require.atLeastOne("dimensions", dimensions);
        Require.atLeastOne("count", count);
    }

    @Override
    public SourceSummary inspect(Configuration hadoop) {
        return new SourceSummary(
                count, Schema.ofClasses(Shape.of(dimensions), CLASSES, List.of()), fingerprint(hadoop));
    }

    @Override
    public String fingerprint(Configuration hadoop) {
        return "points-2-" + rule + "-" + dimensions + "-" + count + "-" + plane + "-" + seed;
    }

    @Override
    public Examples load(Configuration hadoop) {
        float[][] points = new float[count][dimensions];
        int[] labels = new int[count];
        double[] normal = normal();
        for (int i = 0; i < count; i++) {
            double side = 0;
            for (int d = 0; d < dimensions; d++) {
                points[i][d] = (float) Hash.gaussian(Hash.mix(seed, i), d);
                side += points[i][d] * normal[d];
            }
            labels[i] = label(i, side > 0 ? 1 : 0);
        }
        return InMemory.ofClasses(Shape.of(dimensions), points, labels, CLASSES);
    }

    /** Returns what the hyperplane is orthogonal to. Its stream is none of the points' own, also if {@code plane} is {@code seed}. */
    double[] normal() {
        double[] normal = new double[dimensions];
        for (int d = 0; d < dimensions; d++) {
            normal[d] = Hash.gaussian(Hash.mix(~plane, 2), d);
        }
        return normal;
    }

    private int label(int i, int side) {
        float chance = Hash.uniform(Hash.mix(~seed, 1), i);
        return switch (rule) {
            case LINEAR -> side;
            case NOISY -> chance < SWAPPED ? 1 - side : side;
            case RANDOM -> chance < 0.5f ? 1 : 0;
        };
    }
}
