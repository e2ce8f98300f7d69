package org.sparksg.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * The counter-example of Czarnecki et al. 2017, section 2.1: the points -2, -1, 1 and 2, a model {@code h = a x + b} and the loss
 * {@code sum |h|}, which is least at {@code a = b = 0} alone. A synthesizer that can say only one number {@code c} makes
 * every {@code a} a critical point when {@code b = c = 0}.
 */
class SpuriousCriticalPointTest {
    private static final double[] POINTS = {-2, -1, 1, 2};
    private static final double START = 1;
    private static final int STEPS = 5000;

    private final Kernels kernels = new PortableKernels(Element.F64);
    private final Tensor seen = kernels.zeros(Shape.of(4, 1));
    private final Tensor trueGradient = kernels.zeros(Shape.of(4, 1));
    private final Synthesizer synthesizer = new Synthesizer(
            SyntheticGradients.of(
                    new SynthesizerSettings(List.of(), false, Context.NONE, OptimizerSettings.of(Sgd.of(), 0.05))),
            Shape.of(1),
            null,
            4,
            1,
            kernels);
    private double a = START;
    private double b;

    @AfterEach
    void close() {
        kernels.close();
    }

    /** What a synthesizer of this step sees of an activation, and what gradient the model gets. */
    private interface Step {
        double sees(double h);

        double gets(double trueGradient, double synthetic);
    }

    private void train(Step step) {
        for (int n = 0; n < STEPS; n++) {
            double rate = 0.01 * (1 - (double) n / STEPS);
            for (int i = 0; i < POINTS.length; i++) {
                double h = a * POINTS[i] + b;
                seen.set(i, step.sees(h));
                trueGradient.set(i, Math.signum(h));
            }
            Tensor synthetic = synthesizer.assign(seen, null);
            double slopeOfA = 0;
            double slopeOfB = 0;
            for (int i = 0; i < POINTS.length; i++) {
                double gradient = step.gets(trueGradient.get(i), synthetic.get(i));
                slopeOfA += gradient * POINTS[i] / POINTS.length;
                slopeOfB += gradient / POINTS.length;
            }
            synthesizer.learn(seen, null, trueGradient);
            a -= rate * slopeOfA;
            b -= rate * slopeOfB;
        }
    }

    /** Returns the number that the synthesizer says for all points, after it has learned once from one that is not balanced. */
    private double numberAfterOneSidedTargets() {
        for (int i = 0; i < POINTS.length; i++) {
            seen.set(i, 0);
            trueGradient.set(i, 1);
        }
        synthesizer.learn(seen, null, trueGradient);
        return synthesizer.assign(seen, null).get(0);
    }

    private double largestTrueGradient() {
        double largest = 0;
        for (int i = 0; i < POINTS.length; i++) {
            largest = Math.max(largest, Math.abs(trueGradient.get(i)));
        }
        return largest;
    }

    @Test
    void oneNumberLeavesTheModelWhereItIsThoughTheTrueGradientIsNotZero() {
        train(new Step() {
            @Override
            public double sees(double h) {
                return 0; // so that hA + C is C
            }

            @Override
            public double gets(double trueGradient, double synthetic) {
                return synthetic;
            }
        });
        assertEquals(START, a);
        assertEquals(0, b);
        assertEquals(1, largestTrueGradient());
        assertEquals(0, synthesizer.assign(seen, null).get(0), "what it learned from balanced gradients");
        assertTrue(numberAfterOneSidedTargets() > 0.01, "it would have learned from others");
    }

    @Test
    void backpropagationFindsTheMinimum() {
        train(new Step() {
            @Override
            public double sees(double h) {
                return 0;
            }

            @Override
            public double gets(double trueGradient, double synthetic) {
                return trueGradient;
            }
        });
        assertEquals(0, a, 0.01);
        assertEquals(0, b, 0.01);
    }

    @Test
    void synthesizerThatSeesTheActivationFindsItToo() {
        train(new Step() {
            @Override
            public double sees(double h) {
                return h;
            }

            @Override
            public double gets(double trueGradient, double synthetic) {
                return synthetic;
            }
        });
        assertEquals(0, a, 0.01);
        assertEquals(0, b, 0.01);
    }
}
