package org.sparksg.optim;

import java.util.List;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** A few numbers under an updater, with their gradient: the smallest thing that an optimizer can move. */
final class Parameters {
    private final Kernels kernels;
    private final Chain chain;
    private final Updater updater;
    final Variables variables;
    final Gradient gradient;

    Parameters(OptimizerSettings settings, Kernels kernels, double... start) {
        this.kernels = kernels;
        Dense dense = new Dense(start.length, Initializer.ZEROS, false);
        this.chain = new Chain(new Network(Shape.of(1), List.of(dense), new SquaredError()), 0, 1, 1, kernels);
        this.variables = chain.newVariables(0);
        this.gradient = chain.newGradient();
        this.updater = new Updater(settings, variables, kernels);
        variables.parameters().flat().set(start);
    }

    double get(int index) {
        return variables.parameters().flat().get(index);
    }

    double[] toArray() {
        return variables.parameters().flat().toArray();
    }

    double[] predicted(int steps) {
        Tensor to = kernels.zeros(variables.parameters().flat().shape());
        updater.predict(kernels, variables, steps, to);
        return to.toArray();
    }

    void step(double scale, double... gradients) {
        gradient.flat().set(gradients);
        updater.step(kernels, variables, gradient, scale);
    }

    /** Runs one batch backward, which leaves the gradient accumulating. */
    void backward() {
        ChainPass pass = chain.newPass(variables, gradient);
        Tensor output = pass.train(kernels.zeros(Shape.of(1, 1)), 0);
        pass.backwardToParameters(kernels.zeros(output.shape()));
    }

    Updater updater() {
        return updater;
    }
}
