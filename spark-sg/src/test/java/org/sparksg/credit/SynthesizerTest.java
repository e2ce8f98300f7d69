package org.sparksg.credit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.nn.Arithmetic;
import org.sparksg.nn.Draws;
import org.sparksg.nn.GradientCheck;
import org.sparksg.nn.Slot;
import org.sparksg.nn.Sums;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class SynthesizerTest {
    private static final int WIDTH = 4;
    private static final int CLASSES = 3;
    private static final int BATCH = 6;
    private static final OptimizerSettings UNIT_RATE = OptimizerSettings.of(Sgd.of(), 1);

    private final Kernels kernels = new PortableKernels(Element.F64);
    private final Tensor activation = Draws.normal(kernels, Shape.of(BATCH, WIDTH), 1);
    private final Tensor target = Draws.oneHot(kernels, BATCH, CLASSES, 2);
    private final Tensor trueGradient = Draws.normal(kernels, Shape.of(BATCH, WIDTH), 3);

    @AfterEach
    void close() {
        kernels.close();
    }

    private static Synthesizer synthesizer(SynthesizerSettings settings, Kernels kernels) {
        return new Synthesizer(
                SyntheticGradients.of(settings), Shape.of(WIDTH), Shape.of(CLASSES), 2 * BATCH, 5, kernels);
    }

    private static SynthesizerSettings deep(Context context, OptimizerSettings optimizer) {
        return new SynthesizerSettings(List.of(8, 7), true, context, optimizer);
    }

    @ParameterizedTest
    @EnumSource(
            value = Context.class,
            names = {"NONE", "LABEL"})
    void theFirstSyntheticGradientIsZero(Context context) {
        Synthesizer synthesizer = synthesizer(deep(context, UNIT_RATE), kernels);
        assertArrayEquals(
                new double[BATCH * WIDTH],
                synthesizer.assign(activation, target).toArray());
    }

    @Test
    void theFirstLossIsTheMeanSquaredNormOfTheTrueGradient() {
        Synthesizer synthesizer = synthesizer(deep(Context.NONE, UNIT_RATE), kernels);
        assertTrue(Double.isNaN(synthesizer.loss()));
        synthesizer.learn(activation, null, trueGradient);
        assertEquals(Sums.dot(kernels, trueGradient, trueGradient) / BATCH, synthesizer.loss(), 1e-12);
    }

    static Stream<Arguments> combinations() {
        List<SynthesizerSettings> settings = List.of(
                new SynthesizerSettings(List.of(), false, Context.NONE, UNIT_RATE),
                new SynthesizerSettings(List.of(), false, Context.LABEL, UNIT_RATE),
                new SynthesizerSettings(List.of(8), false, Context.LABEL, UNIT_RATE),
                new SynthesizerSettings(List.of(8, 7), true, Context.NONE, UNIT_RATE),
                new SynthesizerSettings(List.of(8, 7), true, Context.LABEL, UNIT_RATE));
        return settings.stream().flatMap(s -> Stream.of(Arithmetic.values()).map(a -> Arguments.of(s, a)));
    }

    /** With SGD at rate 1 the change of the weights is the gradient of the loss that learn returns. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("combinations")
    void learningDescendsTheGradientOfTheMeanSquaredDistance(SynthesizerSettings settings, Arithmetic arithmetic) {
        try (Kernels k = arithmetic.open()) {
            Synthesizer synthesizer = synthesizer(settings, k);
            Tensor h = Draws.normal(k, Shape.of(BATCH, WIDTH), 1);
            Tensor labels = Draws.oneHot(k, BATCH, CLASSES, 2);
            Tensor wanted = Draws.normal(k, Shape.of(BATCH, WIDTH), 3);
            Tensor flat = synthesizer.variables().parameters().flat();
            k.combine(1, flat, 0.2, Draws.normal(k, flat.shape(), 4), flat); // away from the zeros of the last layer
            double[] before = flat.toArray();
            synthesizer.learn(h, labels, wanted);
            double[] gradient = flat.toArray();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = before[i] - gradient[i];
            }
            flat.set(before);
            GradientCheck.check(
                    "parameters", () -> meanSquaredDistance(synthesizer.assign(h, labels), wanted), flat, gradient);
        }
    }

    private static double meanSquaredDistance(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += (a.get(i) - b.get(i)) * (a.get(i) - b.get(i));
        }
        return sum / a.rows();
    }

    private double lossAfter(int steps, Synthesizer synthesizer, Tensor wanted) {
        for (int i = 0; i <= steps; i++) {
            synthesizer.learn(activation, target, wanted);
        }
        return synthesizer.loss();
    }

    @Test
    void aLinearSynthesizerLearnsALinearGradient() {
        Tensor wanted = kernels.zeros(trueGradient.shape());
        kernels.scale(-0.5, activation, wanted);
        Synthesizer linear = synthesizer(SynthesizerSettings.linear(Context.NONE, 0.02), kernels);
        assertTrue(lossAfter(2000, linear, wanted) < 1e-6);
    }

    @Test
    void onlyAConditionedSynthesizerLearnsWhatTheLabelDecides() {
        Tensor same = kernels.zeros(activation.shape()); // all examples look alike
        Tensor wanted = kernels.zeros(activation.shape());
        for (int row = 0; row < BATCH; row++) {
            wanted.set(row * WIDTH, target.get(row * CLASSES)); // whether it is class 0
        }
        wanted.touch();
        kernels.copy(same, activation);
        Synthesizer blind = synthesizer(SynthesizerSettings.linear(Context.NONE, 0.02), kernels);
        Synthesizer seeing = synthesizer(SynthesizerSettings.linear(Context.LABEL, 0.02), kernels);
        assertTrue(lossAfter(2000, blind, wanted) > 0.1);
        assertTrue(lossAfter(2000, seeing, wanted) < 1e-6);
    }

    @Test
    void aDeepSynthesizerFitsOneBatch() {
        Synthesizer synthesizer = synthesizer(deep(Context.LABEL, OptimizerSettings.of(Adam.of(), 0.01)), kernels);
        double first = lossAfter(0, synthesizer, trueGradient);
        assertTrue(lossAfter(1000, synthesizer, trueGradient) < first / 1000);
    }

    @Test
    void twiceTheSameExamplesGiveTheSameStep() {
        SynthesizerSettings settings = deep(Context.LABEL, UNIT_RATE);
        Synthesizer once = synthesizer(settings, kernels);
        Synthesizer twice = synthesizer(settings, kernels);
        once.learn(activation, target, trueGradient);
        twice.learn(doubled(activation), doubled(target), doubled(trueGradient));
        assertEquals(once.loss(), twice.loss(), 1e-12);
        assertArrayEquals(weights(once), weights(twice), 1e-12);
    }

    private Tensor doubled(Tensor x) {
        Tensor both = kernels.zeros(x.shape().withRows(2 * x.rows()));
        kernels.copy(x, both.view(0, x.shape()));
        kernels.copy(x, both.view(x.size(), x.shape()));
        return both;
    }

    private static double[] weights(Synthesizer synthesizer) {
        return synthesizer.variables().parameters().flat().toArray();
    }

    @Test
    void learningWritesToNeitherActivationNorGradient() {
        double[] activationBefore = activation.toArray();
        double[] gradientBefore = trueGradient.toArray();
        synthesizer(deep(Context.LABEL, UNIT_RATE), kernels).learn(activation, target, trueGradient);
        assertArrayEquals(activationBefore, activation.toArray());
        assertArrayEquals(gradientBefore, trueGradient.toArray());
    }

    @Test
    void anActivationOfHigherRankCountsAsRows() {
        Synthesizer synthesizer = new Synthesizer(
                SyntheticGradients.of(SynthesizerSettings.linear(Context.LABEL, 0.1)),
                Shape.of(2, 1, 2),
                Shape.of(CLASSES),
                BATCH,
                5,
                kernels);
        Tensor image = Draws.normal(kernels, Shape.of(BATCH, 2, 1, 2), 1);
        Tensor wanted = Draws.normal(kernels, Shape.of(BATCH, 2, 1, 2), 3);
        Synthesizer flat = synthesizer(SynthesizerSettings.linear(Context.LABEL, 0.1), kernels);
        flat.learn(activation, target, trueGradient);
        synthesizer.learn(image, target, wanted);
        assertEquals(flat.loss(), synthesizer.loss());
        assertArrayEquals(weights(flat), weights(synthesizer));
    }

    @Test
    void hiddenLayersUnderBatchNormalisationHaveNoBiasOfTheirOwn() {
        List<String> names =
                synthesizer(deep(Context.NONE, UNIT_RATE), kernels).variables().parameters().slots().stream()
                        .map(Slot::name)
                        .toList();
        assertEquals(
                List.of(
                        "0.dense.weight",
                        "1.batch-norm.scale",
                        "1.batch-norm.shift",
                        "3.dense.weight",
                        "4.batch-norm.scale",
                        "4.batch-norm.shift",
                        "6.dense.weight",
                        "6.dense.bias"),
                names);
    }

    @Test
    void aConditionedSynthesizerNeedsTheShapeOfTheTarget() {
        SynthesizerSettings settings = SynthesizerSettings.linear(Context.LABEL, 0.1);
        assertEquals(
                "target: must be a shape, because context = LABEL",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Synthesizer(
                                        SyntheticGradients.of(settings), Shape.of(WIDTH), null, BATCH, 5, kernels))
                        .getMessage());
    }

    @Test
    void aHiddenLayerWithoutUnitsIsRefused() {
        assertEquals(
                "hidden = [8, 0]: must be numbers of units, each >= 1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new SynthesizerSettings(List.of(8, 0), true, Context.NONE, UNIT_RATE))
                        .getMessage());
    }

    /** Zero is predicted exactly as long as the stages above have learned nothing: their gradients are 0, too. */
    @Test
    void gateOpensForAGradientOfZeroThatIsPredicted() {
        SynthesizerSettings linear = new SynthesizerSettings(List.of(), false, Context.NONE, UNIT_RATE);
        var rule = new SyntheticGradients(linear, 0, 0, 1, 1, 0, 0.3);
        var synthesizer = new Synthesizer(rule, Shape.of(WIDTH), null, BATCH, 5, kernels);
        assertFalse(synthesizer.isTrusted());
        synthesizer.learn(activation, null, kernels.zeros(Shape.of(BATCH, WIDTH)));
        assertTrue(synthesizer.isTrusted());
        synthesizer.learn(activation, null, trueGradient);
        assertFalse(synthesizer.isTrusted());
    }
}
