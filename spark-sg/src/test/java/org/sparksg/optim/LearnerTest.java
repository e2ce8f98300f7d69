package org.sparksg.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Sums;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class LearnerTest {
    private static final Network NETWORK = new Network(
            Shape.of(3), List.of(Dense.of(5), BatchNorm.of(), new Relu(), Dense.of(2)), new SoftmaxCrossEntropy());
    private static final OptimizerSettings ADAM = OptimizerSettings.of(Adam.of(), 0.01);
    private static final int STEPS = 4;

    private final Kernels kernels = new ReferenceKernels();
    private final Tensor x = kernels.zeros(Shape.of(2, 3)).set(1, -2, 3, 0.5, 0, -1);
    private final Tensor target = kernels.zeros(Shape.of(2, 2)).set(0, 1, 1, 0);
    private final Tensor dy = kernels.zeros(Shape.of(4, 2)).rows(2);
    private final Learner learner = new Learner(NETWORK, ADAM, 4, 7, kernels);

    @Test
    void trainingIsForwardLossBackwardAndAStepAlongTheMeanGradient() {
        Chain chain = new Chain(NETWORK, 0, NETWORK.size(), 4, kernels);
        Variables variables = chain.newVariables(7);
        Gradient gradient = chain.newGradient();
        ChainPass pass = chain.newPass(variables, gradient);
        Updater updater = new Updater(ADAM, variables, kernels);
        for (int step = 0; step < STEPS; step++) {
            double loss = Sums.loss(NETWORK.loss(), kernels, pass.train(x, 0), target, dy);
            gradient.begin();
            pass.backwardToParameters(dy);
            updater.step(kernels, variables, gradient, 0.5);
            learner.train(x, target, dy);
            assertEquals(loss, learner.lossSum());
            assertEquals(loss / x.rows(), learner.meanLoss());
        }
        assertEquals(STEPS, learner.updater().steps());
        assertArrayEquals(
                variables.parameters().flat().toArray(),
                learner.variables().parameters().flat().toArray());
        assertArrayEquals(
                variables.statistics().flat().toArray(),
                learner.variables().statistics().flat().toArray());
    }

    @Test
    void inferenceMovesNothing() {
        double[] before = learner.variables().statistics().flat().toArray();
        learner.infer(x);
        assertArrayEquals(before, learner.variables().statistics().flat().toArray());
        learner.forward(x);
        assertTrue(before[0] != learner.variables().statistics().flat().get(0));
    }

    @Test
    void anotherGradientTakesThePlaceOfTheOneBefore() {
        learner.forward(x);
        learner.loss(learner.forward(x), target, dy);
        double[] once = learner.backward(dy).toArray();
        learner.backward(dy);
        assertArrayEquals(once, learner.backward(dy).toArray());
        learner.step(1);
        double[] stepped = learner.variables().parameters().flat().toArray();
        Learner other = new Learner(NETWORK, ADAM, 4, 7, kernels);
        other.forward(x);
        other.loss(other.forward(x), target, dy);
        other.backwardToParameters(dy);
        other.step(1);
        assertArrayEquals(stepped, other.variables().parameters().flat().toArray());
    }
}
