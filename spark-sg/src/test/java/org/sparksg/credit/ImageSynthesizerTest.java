package org.sparksg.credit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Convolution;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Draws;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Padding;
import org.sparksg.nn.Pool;
import org.sparksg.nn.Relu;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Synthesizers of any layers, shaped like their boundary. */
class ImageSynthesizerTest {
    private static final Shape IMAGE = Shape.of(4, 3, 2);
    private static final Shape CLASSES = Shape.of(3);
    private static final int ROWS = 5;
    private static final List<Layer> CONVOLUTIONS = List.of(Convolution.of(6, 3), BatchNorm.of(), new Relu());

    private final Kernels kernels = new ReferenceKernels();
    private final Tensor h = Draws.normal(kernels, IMAGE.batch(ROWS), 1);
    private final Tensor target = Draws.oneHot(kernels, ROWS, 3, 2);

    @AfterEach
    void close() {
        kernels.close();
    }

    private Synthesizer synthesizer(Context context, List<Layer> layers) {
        SynthesizerSettings settings = new SynthesizerSettings(
                new Body(List.of(), false, layers),
                context,
                SynthesizerSettings.Head.LINEAR,
                OptimizerSettings.of(Adam.of(), 0.01));
        return new Synthesizer(SyntheticGradients.of(settings), IMAGE, CLASSES, ROWS, 3, kernels);
    }

    @ParameterizedTest
    @EnumSource
    void startsWithZeroAndLearnsAGradientOfTheShapeOfTheBoundary(Context context) {
        Synthesizer synthesizer = synthesizer(context, CONVOLUTIONS);
        Tensor first = synthesizer.assign(h, target);
        assertEquals(h.size(), first.size());
        assertArrayEquals(new double[h.size()], first.toArray());
        Tensor gradient = Draws.normal(kernels, h.shape(), 4);
        synthesizer.learn(h, target, gradient);
        double start = synthesizer.loss();
        for (int step = 0; step < 300; step++) {
            synthesizer.learn(h, target, gradient);
        }
        double end = synthesizer.loss();
        assertTrue(end < 0.3 * start, start + " to " + end);
    }

    @ParameterizedTest
    @EnumSource(names = {"LABEL", "LABEL_OFFSET"})
    void labelChangesWhatItSays(Context context) {
        Synthesizer synthesizer = synthesizer(context, CONVOLUTIONS);
        Tensor gradient = Draws.normal(kernels, h.shape(), 4);
        for (int step = 0; step < 20; step++) {
            synthesizer.learn(h, target, gradient);
        }
        double[] one = synthesizer.assign(h, target).toArray();
        Tensor other = Draws.oneHot(kernels, ROWS, 3, 5);
        assertFalse(Arrays.equals(target.toArray(), other.toArray()));
        assertFalse(Arrays.equals(one, synthesizer.assign(h, other).toArray()));
    }

    @Test
    void lowRankSynthesizerHasTwoThinMatrices() {
        Synthesizer synthesizer = synthesizer(
                Context.LABEL, List.of(new Dense(2, new org.sparksg.nn.Initializer.GlorotUniform(), false)));
        int width = IMAGE.size();
        int seen = width + 3 * 4 * 3; // a label takes a channel of its own for each class
        assertEquals(
                2 * seen + 2 * width + width,
                synthesizer.variables().parameters().size());
        assertArrayEquals(new double[h.size()], synthesizer.assign(h, target).toArray());
    }

    @Test
    void layersThatShrinkTheImageAreRefused() {
        List<Layer> shrinking = List.of(Convolution.of(6, 3), new Pool(Pool.Function.MAX, 2, 2, Padding.NONE));
        String message = assertThrows(BadSetting.class, () -> synthesizer(Context.NONE, shrinking))
                .getMessage();
        assertTrue(message.contains("height and width of the boundary, [4, 3, 2]"), message);
    }
}
