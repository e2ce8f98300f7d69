package org.sparksg.credit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Draws;
import org.sparksg.nn.GradientCheck;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** The gradient of similarity matching, against a loss written from its definition. */
class SimilarityMatchingTest {
    private static final int EXAMPLES = 5;
    private static final int WIDTH = 4;
    private static final int CLASSES = 3;
    private static final OptimizerSettings STILL = OptimizerSettings.of(Sgd.of(), 1e-300);
    private static final Rule.Place PLACE = new Rule.Place(
            new Network(
                    Shape.of(6), List.of(Dense.of(WIDTH), new Relu(), Dense.of(CLASSES)), new SoftmaxCrossEntropy()),
            2);

    private final Kernels kernels = new PortableKernels(Element.F64);
    private final Tensor target = Draws.oneHot(kernels, EXAMPLES, CLASSES, 2);

    @AfterEach
    void close() {
        kernels.close();
    }

    private AuxiliaryHead head(double similarity) {
        AuxiliarySettings settings = new AuxiliarySettings(List.of(), false, similarity, STILL);
        return new AuxiliaryHead(settings, PLACE, EXAMPLES + 2, 3, kernels);
    }

    @Test
    void gradientIsThatOfTheDistancesBetweenCorrelations() {
        AuxiliaryHead head = head(1);
        Tensor activation = Draws.normal(kernels, Shape.of(EXAMPLES, WIDTH), 1);
        double[] gradient = head.assign(activation, target).toArray();
        Tensor linear = head.learned().get("/similarity").vectors().get(0).get(0);
        GradientCheck.check("activation", () -> EXAMPLES * loss(activation, linear), activation, gradient);
        GradientCheck.check("linear", () -> EXAMPLES * loss(activation, linear), linear, weightGradient(activation));
    }

    /** The step that a rate of 1 makes. */
    private double[] weightGradient(Tensor activation) {
        AuxiliarySettings settings = new AuxiliarySettings(List.of(), false, 1, OptimizerSettings.of(Sgd.of(), 1));
        AuxiliaryHead head = new AuxiliaryHead(settings, PLACE, EXAMPLES, 3, kernels);
        Tensor weight = head.learned().get("/similarity").vectors().get(0).get(0);
        double[] step = weight.toArray();
        head.assign(activation, target);
        for (int i = 0; i < step.length; i++) {
            step[i] = (step[i] - weight.get(i)) * EXAMPLES;
        }
        return step;
    }

    @Test
    void predsimIsTheWeightedSumOfBoth() {
        Tensor activation = Draws.normal(kernels, Shape.of(EXAMPLES, WIDTH), 1);
        double[] prediction = head(0).assign(activation, target).toArray();
        double[] matching = head(1).assign(activation, target).toArray();
        double[] both = head(0.75).assign(activation, target).toArray();
        for (int i = 0; i < both.length; i++) {
            assertEquals(0.25 * prediction[i] + 0.75 * matching[i], both[i], 1e-12);
        }
    }

    @Test
    void shortBatchesCountTheirOwnPairs() {
        Tensor activation = Draws.normal(kernels, Shape.of(EXAMPLES, WIDTH), 1);
        AuxiliaryHead head = head(1);
        head.assign(activation, target);
        double[] found = head.assign(activation.rows(3), target.rows(3)).toArray();
        assertArrayEquals(head(1).assign(activation.rows(3), target.rows(3)).toArray(), found);
    }

    private double loss(Tensor activation, Tensor linear) {
        double[][] seen = new double[EXAMPLES][WIDTH];
        double[][] wanted = new double[EXAMPLES][CLASSES];
        for (int i = 0; i < EXAMPLES; i++) {
            for (int j = 0; j < WIDTH; j++) {
                for (int k = 0; k < WIDTH; k++) {
                    seen[i][j] += activation.get(i * WIDTH + k) * linear.get(k * WIDTH + j);
                }
            }
            for (int j = 0; j < CLASSES; j++) {
                wanted[i][j] = target.get(i * CLASSES + j);
            }
        }
        double sum = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            for (int j = 0; j < EXAMPLES; j++) {
                double difference = correlation(seen[i], seen[j]) - correlation(wanted[i], wanted[j]);
                sum += difference * difference;
            }
        }
        return sum / (EXAMPLES * EXAMPLES);
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = java.util.Arrays.stream(a).average().orElseThrow();
        double meanB = java.util.Arrays.stream(b).average().orElseThrow();
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - meanA) * (b[i] - meanB);
            squareA += (a[i] - meanA) * (a[i] - meanA);
            squareB += (b[i] - meanB) * (b[i] - meanB);
        }
        return product / Math.sqrt(squareA * squareB);
    }
}
