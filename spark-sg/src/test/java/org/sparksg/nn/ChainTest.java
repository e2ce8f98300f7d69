package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class ChainTest {
    private static final int BATCH = 5;
    private static final long SEED = 3;
    private static final long STREAM = 4;
    private static final Network NETWORK = new Network(
            Shape.of(6),
            List.of(
                    Dense.of(8),
                    BatchNorm.of(),
                    new Relu(),
                    new Dropout(0.3),
                    Dense.of(7),
                    new Relu(),
                    new Dropout(0.3),
                    Dense.of(4)),
            new SoftmaxCrossEntropy());

    private final Kernels kernels = new PortableKernels(Element.F64);
    private final Tensor x = Draws.normal(kernels, Shape.of(BATCH, 6), 1);
    private final Tensor target = Draws.oneHot(kernels, BATCH, 4, 2);
    private final Tensor dy = kernels.zeros(Shape.of(BATCH, 4));

    @AfterEach
    void close() {
        kernels.close();
    }

    /** A range of the network with one set of everything. */
    private final class Part {
        private final Chain chain;
        private final Variables variables;
        private final Gradient gradient;
        private final ChainPass pass;

        Part(Network network, int from, int to) {
            chain = new Chain(network, from, to, BATCH, kernels);
            variables = chain.newVariables(SEED);
            gradient = chain.newGradient();
            pass = chain.newPass(variables, gradient);
        }

        Part(int from, int to) {
            this(NETWORK, from, to);
        }

        Tensor train(Tensor x) {
            return pass.train(x, STREAM);
        }

        Tensor backward(Tensor dy) {
            return pass.backward(dy);
        }

        Tensor backwardFromLoss(Tensor output) {
            NETWORK.loss().evaluate(kernels, output, target, dy, kernels.sum(), false);
            return backward(dy);
        }

        double[] parameterGradient() {
            return gradient.flat().toArray();
        }

        Variables copyOfVariables() {
            Variables copy = chain.newVariables(SEED);
            copy.copyFrom(variables, kernels);
            return copy;
        }
    }

    private static double[] concatenated(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void startingValuesDoNotDependOnTheCut() {
        double[] whole = new Part(0, 8).variables.parameters().flat().toArray();
        for (int cut = 1; cut < 7; cut++) {
            ParameterVector lower = new Part(0, cut).variables.parameters();
            ParameterVector upper = new Part(cut, 8).variables.parameters();
            assertArrayEquals(
                    whole, concatenated(lower.flat().toArray(), upper.flat().toArray()), "cut before layer " + cut);
        }
    }

    @Test
    void twoHalvesGiveTheOutputAndTheGradientsOfTheWhole() {
        Part whole = new Part(0, 8);
        double[] output = whole.train(x).toArray();
        double[] dx = whole.backwardFromLoss(whole.train(x)).toArray();
        for (int cut : new int[] {1, 2, 3, 4, 5, 6}) { // 5 is inside a fused pair
            Part lower = new Part(0, cut);
            Part upper = new Part(cut, 8);
            Tensor h = lower.train(x);
            assertArrayEquals(output, upper.train(h).toArray(), "output, cut before layer " + cut);
            assertArrayEquals(
                    dx, lower.backward(upper.backwardFromLoss(upper.train(h))).toArray(), "cut before layer " + cut);
            assertArrayEquals(
                    whole.parameterGradient(),
                    concatenated(lower.parameterGradient(), upper.parameterGradient()),
                    "parameters, cut before layer " + cut);
        }
    }

    @Test
    void aChainThatEndsBetweenAPairDoesNotFuseIt() {
        Part dense = new Part(4, 5);
        double[] output =
                dense.train(Draws.normal(kernels, Shape.of(BATCH, 8), 15)).toArray();
        assertTrue(Arrays.stream(output).anyMatch(v -> v < 0));
    }

    @Test
    void backwardWithStashedWeightsIsBackwardBeforeTheUpdate() {
        Part part = new Part(0, 8);
        double[] dx = part.backwardFromLoss(part.train(x)).toArray();
        double[] dw = part.parameterGradient();

        Variables stashed = part.copyOfVariables();
        ChainPass pass = part.chain.newPass(new Operands(part.variables, stashed, part.gradient, null));
        pass.train(x, STREAM);
        Tensor live = part.variables.parameters().flat();
        kernels.scale(-2, live, live);
        part.gradient.begin();
        assertArrayEquals(dx, pass.backward(dy).toArray());
        assertArrayEquals(dw, part.parameterGradient());
    }

    @Test
    void anotherWayBackComputesAgainWithTheChanceOfItsBatch() {
        List<Layer> again = List.of(Dense.of(5), new Dropout(0.5), new Tanh());
        Network network = new Network(Shape.of(6), List.of(new Recomputed(again), Dense.of(4)), new SquaredError());
        Part part = new Part(network, 0, 2);
        Gradient other = part.chain.newGradient();
        ChainPass exact = part.pass.backWith(new Operands(part.variables, part.copyOfVariables(), other, null));
        part.train(x);
        Tensor seed = Draws.normal(kernels, dy.shape(), 21);
        double[] dx = part.backward(seed).toArray();
        assertArrayEquals(dx, exact.backward(seed).toArray());
        assertArrayEquals(part.parameterGradient(), other.flat().toArray());
    }

    @Test
    void gradientThatComesBackAsItIsStaysThatOfItsPass() {
        Network network = new Network(Shape.of(2, 3), List.of(new Flatten(), Dense.of(4)), new SquaredError());
        Part part = new Part(network, 0, 1);
        Tensor image = Draws.normal(kernels, Shape.of(BATCH, 2, 3), 22);
        ChainPass second = part.chain.newPass(part.variables, part.gradient);
        part.train(image);
        second.train(image, STREAM);
        Tensor first = part.backward(Draws.normal(kernels, Shape.of(BATCH, 6), 23));
        double[] before = first.toArray();
        second.backward(Draws.normal(kernels, Shape.of(BATCH, 6), 24));
        assertArrayEquals(before, first.toArray());
    }

    @Test
    void backwardMayRunAgainForTheSameBatch() {
        Part part = new Part(0, 8);
        double[] dx = part.backwardFromLoss(part.train(x)).toArray();
        double[] dw = part.parameterGradient();
        part.backward(Draws.normal(kernels, dy.shape(), 6));
        part.gradient.begin();
        assertArrayEquals(dx, part.backward(dy).toArray());
        assertArrayEquals(dw, part.parameterGradient());
    }

    @Test
    void twoBatchesInFlightDoNotDisturbEachOther() {
        Part part = new Part(0, 8);
        double[] dx = part.backwardFromLoss(part.train(x)).toArray();
        part.train(x);
        part.chain.newPass(part.variables, part.gradient).train(Draws.normal(kernels, x.shape(), 7), STREAM);
        assertArrayEquals(dx, part.backward(dy).toArray());
    }

    @Test
    void backwardToParametersGivesTheSameParameterGradients() {
        for (int from : new int[] {0, 1, 2}) { // from 2 on, the lowest layer has no parameters
            Part part = new Part(from, 8);
            part.backwardFromLoss(
                    part.train(Draws.normal(kernels, part.chain.input().batch(BATCH), 8)));
            double[] expected = part.parameterGradient();
            kernels.fill(part.gradient.flat(), Double.NaN);
            part.gradient.begin();
            part.pass.backwardToParameters(dy);
            assertArrayEquals(expected, part.parameterGradient(), "from layer " + from);
        }
    }

    @Test
    void laterMicroBatchesAddToTheGradientAndBeginOverwritesIt() {
        Part part = new Part(4, 8);
        Tensor h = Draws.normal(kernels, Shape.of(BATCH, 8), 9);
        kernels.fill(part.gradient.flat(), Double.NaN);
        part.backwardFromLoss(part.train(h));
        double[] once = part.parameterGradient();
        part.backward(dy);
        assertArrayEquals(Arrays.stream(once).map(v -> 2 * v).toArray(), part.parameterGradient(), 1e-12);
        part.gradient.begin();
        part.backward(dy);
        assertArrayEquals(once, part.parameterGradient());
    }

    @Test
    void aShortBatchGivesTheRowsOfALongOne() {
        Part part = new Part(4, 8); // no batch normalisation: rows do not know of each other
        Tensor h = Draws.normal(kernels, Shape.of(BATCH, 8), 10);
        double[] output = part.train(h).toArray();
        double[] dx = part.backwardFromLoss(part.train(h)).toArray();
        // A BLAS may sum in another order for another number of rows: some processors differ in the last bit.
        assertArrayEquals(Arrays.copyOf(output, 3 * 4), part.train(h.rows(3)).toArray(), 1e-15);
        assertArrayEquals(Arrays.copyOf(dx, 3 * 8), part.backward(dy.rows(3)).toArray(), 1e-15);
    }

    @Test
    void inferenceUsesTheRunningStatisticsAndNoDropout() {
        Part part = new Part(1, 4);
        Tensor h = Draws.normal(kernels, Shape.of(BATCH, 8), 11);
        double[] expected = Arrays.stream(h.toArray())
                .map(v -> Math.max(0, v / Math.sqrt(1 + 1e-5))) // mean 0, variance 1 before the first batch
                .toArray();
        assertArrayEquals(expected, part.pass.infer(h).toArray(), 1e-12);
        part.train(h);
        assertFalse(Arrays.equals(expected, part.pass.infer(h).toArray()));
    }

    @Test
    void aCopyOfTheVariablesInfersAlike() {
        Part part = new Part(0, 8);
        part.train(x); // moves the running statistics
        double[] expected = part.pass.infer(x).toArray();
        Variables copy = part.copyOfVariables();
        assertArrayEquals(
                expected, part.chain.newPass(copy, part.gradient).infer(x).toArray());
    }

    @Test
    void dropoutFollowsTheStreamOfTheBatch() {
        Part part = new Part(0, 8);
        double[] output = part.train(x).toArray();
        assertArrayEquals(output, part.train(x).toArray());
        assertFalse(Arrays.equals(output, part.pass.train(x, STREAM + 1).toArray()));
    }

    @Test
    void neitherInputNorGradientIsWrittenTo() {
        Network network = new Network(
                Shape.of(6), List.of(new Tanh(), new Dropout(0.5), Dense.of(4), new Sigmoid()), new SquaredError());
        Part part = new Part(network, 0, 4);
        double[] xBefore = x.toArray();
        Tensor dy = Draws.normal(kernels, Shape.of(BATCH, 4), 12);
        double[] dyBefore = dy.toArray();
        part.train(x);
        part.backward(dy);
        assertArrayEquals(xBefore, x.toArray());
        assertArrayEquals(dyBefore, dy.toArray());
    }

    @Test
    void aChainWithoutParametersTrainsToo() {
        Part part = new Part(2, 4);
        part.train(Draws.normal(kernels, Shape.of(BATCH, 8), 13));
        part.pass.backwardToParameters(Draws.normal(kernels, Shape.of(BATCH, 8), 14));
        assertEquals(0, part.variables.parameters().size());
        assertArrayEquals(new double[1], part.parameterGradient());
    }
}
