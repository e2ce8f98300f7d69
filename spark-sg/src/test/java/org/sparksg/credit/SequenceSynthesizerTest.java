package org.sparksg.credit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Draws;
import org.sparksg.nn.LastStep;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** At a boundary of sequences a synthesizer takes each step by itself, and sees the class of that step. */
class SequenceSynthesizerTest {
    private static final int ROWS = 4;
    private static final int STEPS = 3;
    private static final int WIDTH = 5;
    private static final int CLASSES = 6;
    private static final double ROUNDING = 1e-12;

    private final Kernels kernels = new ReferenceKernels();
    private final Tensor activation = Draws.normal(kernels, Shape.of(ROWS, STEPS, WIDTH), 1);
    private final Tensor classes = Draws.ids(kernels, Shape.of(ROWS, STEPS), -1, CLASSES, 2);
    private final Tensor gradient = Draws.normal(kernels, activation.shape(), 3);

    private static SyntheticGradients rule(Context context, List<Integer> hidden, double rate) {
        OptimizerSettings optimizer = OptimizerSettings.of(Sgd.of(), rate);
        return SyntheticGradients.of(new SynthesizerSettings(hidden, false, context, optimizer));
    }

    private Synthesizer ofSteps(Context context, List<Integer> hidden) {
        Shape sequence = Shape.of(STEPS, WIDTH);
        return new Synthesizer(rule(context, hidden, 0.01), sequence, Shape.of(STEPS), CLASSES, ROWS, 5, kernels);
    }

    /** A step of the mean over more examples has to be so much longer. */
    private Synthesizer ofRows(Context context, List<Integer> hidden) {
        return new Synthesizer(
                rule(context, hidden, 0.01 * STEPS), Shape.of(WIDTH), Shape.of(CLASSES), ROWS * STEPS, 5, kernels);
    }

    private Tensor rows(Tensor sequences) {
        return sequences.view(0, Shape.of(ROWS * STEPS, WIDTH));
    }

    private Tensor oneHot() {
        Tensor rows = kernels.zeros(Shape.of(ROWS * STEPS, CLASSES));
        for (int i = 0; i < classes.size(); i++) {
            if (classes.get(i) >= 0) { // a step without a class has none
                rows.set(i * CLASSES + (int) classes.get(i), 1);
            }
        }
        return rows;
    }

    @Test
    void withoutLabelsEachStepIsAnActivation() {
        Synthesizer steps = ofSteps(Context.NONE, List.of(7));
        Synthesizer rows = ofRows(Context.NONE, List.of(7));
        for (int lesson = 0; lesson < 3; lesson++) {
            steps.learn(activation, classes, gradient);
            rows.learn(rows(activation), null, rows(gradient));
        }
        double[] found = steps.assign(activation, classes).toArray();
        assertArrayEquals(rows.assign(rows(activation), null).toArray(), found, ROUNDING);
        assertNotEquals(0, found[0]);
    }

    @ParameterizedTest
    @EnumSource(
            value = Context.class,
            names = {"LABEL", "LABEL_OFFSET"})
    void theClassOfAStepIsOneMoreInput(Context context) {
        Synthesizer steps = ofSteps(context, List.of());
        Synthesizer rows = ofRows(Context.LABEL, List.of());
        for (int lesson = 0; lesson < 3; lesson++) {
            steps.learn(activation, classes, gradient);
            rows.learn(rows(activation), oneHot(), rows(gradient));
        }
        assertArrayEquals(
                rows.assign(rows(activation), oneHot()).toArray(),
                steps.assign(activation, classes).toArray(),
                ROUNDING);
    }

    @Test
    void aLabelOfTheWholeSequenceIsSeenInEachStep() {
        Synthesizer steps = new Synthesizer(
                rule(Context.LABEL, List.of(), 0.01), Shape.of(STEPS, WIDTH), Shape.of(CLASSES), 0, ROWS, 5, kernels);
        Tensor label = Draws.oneHot(kernels, ROWS, CLASSES, 4);
        Tensor repeated = kernels.zeros(Shape.of(ROWS * STEPS, CLASSES));
        for (int i = 0; i < repeated.size(); i++) {
            repeated.set(i, label.get(i / CLASSES / STEPS * CLASSES + i % CLASSES));
        }
        Synthesizer rows = ofRows(Context.LABEL, List.of());
        for (int lesson = 0; lesson < 3; lesson++) {
            steps.learn(activation, label, gradient);
            rows.learn(rows(activation), repeated, rows(gradient));
        }
        assertArrayEquals(
                rows.assign(rows(activation), repeated).toArray(),
                steps.assign(activation, label).toArray(),
                ROUNDING);
    }

    @Test
    void layersThatMakeOneRowOfTheStepsAreRefused() {
        OptimizerSettings optimizer = OptimizerSettings.of(Sgd.of(), 0.1);
        Body body = new Body(List.of(), false, List.of(new LastStep()));
        SynthesizerSettings settings =
                new SynthesizerSettings(body, Context.NONE, SynthesizerSettings.Head.LINEAR, optimizer);
        BadSetting refusal = assertThrows(BadSetting.class, () -> settings.network(Shape.of(STEPS, WIDTH), null, 0));
        assertTrue(refusal.getMessage().contains("leave out last-step"), refusal.getMessage());
    }

    @Test
    void anAuxiliaryHeadAnswersOnceWhereTheNetworkDoes() {
        Network network = new Network(
                Shape.of(STEPS, WIDTH), List.of(Dense.of(4), new LastStep(), Dense.of(3)), new SoftmaxCrossEntropy());
        AuxiliarySettings settings = new AuxiliarySettings(List.of(6), false, OptimizerSettings.of(Sgd.of(), 0.1));
        assertEquals(network.target(), settings.head(new Rule.Place(network, 1)).target());
        Network steps =
                new Network(Shape.of(STEPS, WIDTH), List.of(Dense.of(4), Dense.of(3)), new SoftmaxCrossEntropy());
        assertEquals(steps.target(), settings.head(new Rule.Place(steps, 1)).target());
    }

    @Test
    void theFormOfLogLossIsForRows() {
        SynthesizerSettings sigmoid = new SynthesizerSettings(
                Body.of(List.of(), false),
                Context.LABEL,
                SynthesizerSettings.Head.SIGMOID,
                OptimizerSettings.of(Sgd.of(), 0.1));
        assertThrows(
                BadSetting.class,
                () -> new Synthesizer(
                        SyntheticGradients.of(sigmoid),
                        Shape.of(STEPS, WIDTH),
                        Shape.of(STEPS),
                        CLASSES,
                        ROWS,
                        5,
                        kernels));
    }
}
