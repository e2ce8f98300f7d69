package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.graph.Layout;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What a batch keeps for its way back, and that it is what the way forward made. */
class KeptTest {
    private static Layout layout(Network network, int rows) {
        return ChainLayout.of(
                        network,
                        0,
                        network.size(),
                        rows,
                        NetworkGraph.Mode.TRAIN,
                        Differentiation.of(Wanted.PARAMETERS))
                .layout();
    }

    private static double mib(double numbers) {
        return numbers * Float.BYTES / (1 << 20);
    }

    /** With the memory that PyTorch 1.13 takes at most during a step of the same network, 196 MiB. */
    @Test
    void residualNetworkNeedsLessMemoryThanItsValuesHave() {
        Layout layout = layout(ResNet.of(20, false), 128);
        Layout again = layout(ResNet.of(20, true), 128);
        double all = mib((double) layout.keptSize() + layout.workSize());
        double least = mib((double) again.keptSize() + again.workSize());
        assertTrue(all <= 0.70 * 196, all + " MiB");
        assertTrue(least <= 0.47 * 196, least + " MiB");
    }

    /** With the memory that PyTorch 1.13 takes at most for four batches that go back when all have gone forward, 24.2 MiB. */
    @Test
    void fourBatchesInFlightShareTheirWorkSpace() {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            layers.addAll(List.of(Dense.of(1000), new Relu()));
        }
        layers.add(Dense.of(10));
        Layout layout = layout(new Network(Shape.of(3072), layers, new SoftmaxCrossEntropy()), 256);
        double all = mib(4.0 * layout.keptSize() + layout.workSize());
        assertTrue(all <= 0.73 * 24.2, all + " MiB");
    }

    /** A convolution of few channels is done again, with the weight that it had. */
    @Test
    void cheapConvolutionsAreThoseOfTheWayForward() {
        List<Layer> layers = List.of(Convolution.of(4, 3), BatchNorm.of(), new Relu(), new Flatten(), Dense.of(3));
        Network network = new Network(Shape.of(6, 6, 2), layers, new SquaredError());
        String program = layout(network, 8).print();
        String back = program.substring(program.indexOf("parameters:"));
        assertTrue(back.contains("= Convolution["), program);
        try (Kernels kernels = new ReferenceKernels()) {
            Chain chain = new Chain(network, 0, layers.size(), 8, kernels);
            Variables variables = chain.newVariables(1);
            Gradient gradient = chain.newGradient();
            ChainPass pass = chain.newPass(variables, gradient);
            Tensor x = Draws.normal(kernels, Shape.of(8, 6, 6, 2), 2);
            Tensor dy = Draws.normal(kernels, Shape.of(8, 3), 3);
            pass.train(x, 4);
            pass.backward(dy);
            double[] ofDense = gradient.vector().get("4.dense.weight").toArray();
            double[] ofScale = gradient.vector().get("1.batch-norm.scale").toArray();
            kernels.fill(variables.parameters().get("0.conv.weight"), 0.25);
            gradient.begin();
            pass.backward(dy);
            assertArrayEquals(ofDense, gradient.vector().get("4.dense.weight").toArray());
            assertArrayEquals(
                    ofScale, gradient.vector().get("1.batch-norm.scale").toArray());
        }
    }

    /** What is computed again is what the way forward made, though others have moved the parameters since. */
    @Test
    void lightValuesAreThoseOfTheWayForward() {
        try (Kernels kernels = new ReferenceKernels()) {
            Network network = new Network(
                    Shape.of(6), List.of(Dense.of(5), BatchNorm.of(), new Relu(), Dense.of(4)), new SquaredError());
            Chain chain = new Chain(network, 0, 4, 8, kernels);
            Variables variables = chain.newVariables(1);
            Gradient gradient = chain.newGradient();
            ChainPass pass = chain.newPass(variables, gradient);
            Tensor x = Draws.normal(kernels, Shape.of(8, 6), 2);
            Tensor dy = Draws.normal(kernels, Shape.of(8, 4), 3);
            pass.train(x, 4);
            pass.backward(dy);
            double[] before = gradient.vector().get("3.dense.weight").toArray();
            Tensor scale = variables.parameters().get("1.batch-norm.scale");
            kernels.fill(scale, -2);
            kernels.fill(variables.parameters().get("1.batch-norm.shift"), 0.5);
            gradient.begin();
            pass.backward(dy);
            assertArrayEquals(before, gradient.vector().get("3.dense.weight").toArray());
        }
    }
}
