package org.sparksg.analysis;

import java.util.List;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.optim.Adam;
import org.sparksg.optim.Clipping;
import org.sparksg.optim.Learner;
import org.sparksg.optim.LearningRate;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * A linear softmax classifier of activations (Alain and Bengio 2016): how well the classes can be told apart by planes in this
 * layer. Starts at 0 and makes {@value #PASSES} passes over the examples, but at least {@value #STEPS} steps, with Adam on batches
 * of {@value Blocks#ROWS} and a rate that falls from {@value #RATE} to 0; so its accuracy is at most that of the best planes.
 */
final class ClassifierProbe {
    static final int STEPS = 2000;
    static final int PASSES = 20;
    static final double RATE = 0.01;

    private final Kernels kernels;
    private final Learner learner;

    private ClassifierProbe(Learner learner, Kernels kernels) {
        this.learner = learner;
        this.kernels = kernels;
    }

    /**
     * Trains one.
     *
     * @param activations {@code [n, units]}, standardised, in random order
     * @param targets {@code [n, classes]}
     */
    static ClassifierProbe train(Tensor activations, Tensor targets, Kernels kernels) {
        Network network = new Network(
                Shape.of(activations.columns()),
                List.of(new Dense(targets.columns(), Initializer.ZEROS, true)),
                new SoftmaxCrossEntropy());
        List<Tensor> x = Blocks.of(activations);
        List<Tensor> y = Blocks.of(targets);
        int steps = Math.max(STEPS, PASSES * x.size());
        Learner learner = new Learner(network, optimizer(steps), Blocks.ROWS, 0, kernels);
        Tensor outputGradient = kernels.zeros(Shape.of(Blocks.ROWS, targets.columns()));
        for (int step = 0; step < steps; step++) {
            Tensor batch = x.get(step % x.size());
            learner.train(batch, y.get(step % y.size()), outputGradient.rows(batch.rows()));
        }
        return new ClassifierProbe(learner, kernels);
    }

    private static OptimizerSettings optimizer(int steps) {
        return new OptimizerSettings(Adam.of(), new LearningRate.Cosine(RATE, 0, steps), new Clipping.None(), 0, false);
    }

    /** Returns the share of right answers. */
    double accuracy(Tensor activations, Tensor targets) {
        List<Tensor> x = Blocks.of(activations);
        List<Tensor> y = Blocks.of(targets);
        Tensor right = kernels.sum();
        for (int i = 0; i < x.size(); i++) {
            kernels.matchingArgmax(learner.infer(x.get(i)), y.get(i), right, i > 0);
        }
        return right.get(0) / activations.rows();
    }
}
