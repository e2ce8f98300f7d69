package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class PointsTest {
    private static final int COUNT = 4000;
    private static final Configuration NONE = new Configuration(false);

    private final Tensor features = Tensor.zeros(Element.F32, Shape.of(COUNT, 3));
    private final Tensor targets = Tensor.zeros(Element.F32, Shape.of(COUNT, 2));

    private double[] classes(Points.Rule rule, long seed) {
        Examples examples = new Points(rule, 3, COUNT, 7, seed).load(NONE);
        examples.gather(Shuffle.inSequence(COUNT), 0, features, targets);
        double[] classes = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            assertEquals(1, targets.get(2 * i) + targets.get(2 * i + 1));
            classes[i] = targets.get(2 * i + 1);
        }
        return classes;
    }

    @Test
    void pointsAreNormal() {
        classes(Points.Rule.LINEAR, 1);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < features.size(); i++) {
            sum += features.get(i) / features.size();
            squares += features.get(i) * features.get(i) / features.size();
        }
        assertEquals(0, sum, 0.03);
        assertEquals(1, squares, 0.05);
    }

    /** A perceptron ends without a mistake only if a hyperplane through the origin parts the classes. */
    @Test
    void linearClassesArePartedByAHyperplaneThroughTheOrigin() {
        double[] classes = classes(Points.Rule.LINEAR, 1);
        double[] weights = new double[3];
        int mistakes = 1;
        for (int round = 0; round < 10_000 && mistakes > 0; round++) {
            mistakes = 0;
            for (int i = 0; i < COUNT; i++) {
                double side = 0;
                for (int d = 0; d < 3; d++) {
                    side += weights[d] * features.get(3 * i + d);
                }
                double error = (classes[i] > 0 ? 1 : -1) * side <= 0 ? 2 * classes[i] - 1 : 0;
                mistakes += error == 0 ? 0 : 1;
                for (int d = 0; d < 3; d++) {
                    weights[d] += error * features.get(3 * i + d);
                }
            }
        }
        assertEquals(0, mistakes);
    }

    /** With many dimensions, two directions that have nothing to do with each other are nearly orthogonal. */
    @Test
    void pointsHaveNothingToDoWithThePlaneAlsoIfBothHaveTheSameSeed() {
        int dimensions = 100;
        int count = 500;
        for (long seed = 1; seed <= 5; seed++) {
            Points points = new Points(Points.Rule.LINEAR, dimensions, count, seed, seed);
            Tensor x = Tensor.zeros(Element.F32, Shape.of(count, dimensions));
            points.load(NONE).gather(Shuffle.inSequence(count), 0, x, Tensor.zeros(Element.F32, Shape.of(count, 2)));
            double[] normal = points.normal();
            for (int i = 0; i < count; i++) {
                assertTrue(Math.abs(cosine(x, i * dimensions, normal)) < 0.6, "seed " + seed + ", point " + i);
            }
        }
    }

    private static double cosine(Tensor x, int from, double[] other) {
        double product = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int d = 0; d < other.length; d++) {
            product += x.get(from + d) * other[d];
            squares += x.get(from + d) * x.get(from + d);
            otherSquares += other[d] * other[d];
        }
        return product / Math.sqrt(squares * otherSquares);
    }

    @Test
    void noiseSwapsATenth() {
        double[] clean = classes(Points.Rule.LINEAR, 5);
        double[] noisy = classes(Points.Rule.NOISY, 5);
        int swapped = 0;
        for (int i = 0; i < COUNT; i++) {
            swapped += clean[i] == noisy[i] ? 0 : 1;
        }
        assertEquals(COUNT / 10.0, swapped, 60);
    }

    @Test
    void randomClassesDoNotDependOnThePoints() {
        double[] clean = classes(Points.Rule.LINEAR, 5);
        double[] random = classes(Points.Rule.RANDOM, 5);
        int same = 0;
        for (int i = 0; i < COUNT; i++) {
            same += clean[i] == random[i] ? 1 : 0;
        }
        assertEquals(COUNT / 2.0, same, 130);
    }

    @Test
    void otherSeedsGiveOtherData() {
        double[] one = classes(Points.Rule.RANDOM, 1);
        double first = features.get(0);
        double[] two = classes(Points.Rule.RANDOM, 2);
        assertTrue(first != features.get(0));
        assertTrue(!java.util.Arrays.equals(one, two));
    }

    @Test
    void pointsHaveDimensions() {
        assertThrows(IllegalArgumentException.class, () -> new Points(Points.Rule.LINEAR, 0, 1, 1, 1));
    }
}
