package org.sparksg.credit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparksg.graph.Value;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Differentiation;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.LastStep;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Scope;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Variables;
import org.sparksg.nn.Wanted;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * The toy of Pemberton and Costa (2024): a linear recurrent network that is not trained sees something in its first step, and is asked for
 * a point after its last one. What does a model of the future's gradient make of that?
 */
final class LinearToy {
    private static final int INPUTS = 10;
    private static final int OUTPUTS = 2;

    final int units;
    final int steps;
    final int rows;
    final double[][] recurrent; // [from, to]
    final double[][] states; // after each step, row by row
    final double[][] gradients; // of each row's own loss by these; of the last step too
    final FutureCredit credit;
    private final Kernels kernels;
    private final ChainPass pass;
    private final Tensor[] inputs;
    private final Tensor target;
    private final Tensor error;
    private final Tensor none;

    /** {@code h' = h W + x U}, one step a window. */
    private record Linear(int units, Initializer initializer) implements Layer {
        @Override
        public String kind() {
            return "linear";
        }

        @Override
        public Value apply(Scope at, Value x) {
            Value state = at.state("state", units);
            Value recurrent = at.parameter("recurrent", Shape.of(units, units), initializer);
            Value input = at.parameter("input", Shape.of(INPUTS, units), initializer);
            Value next = state.matmul(recurrent).plus(x.flatten().matmul(input));
            at.carry(state, next);
            return next.reshape(Shape.of(x.rows(), 1, units));
        }
    }

    /** Allocates one, with weights and a pattern for each row that the seed draws. */
    LinearToy(EligibilityTraces settings, int units, int steps, int rows, long seed, Kernels kernels) {
        this.units = units;
        this.steps = steps;
        this.rows = rows;
        this.kernels = kernels;
        double limit = 1 / Math.sqrt(units);
        Initializer uniform = new Initializer.Uniform(limit);
        List<Layer> layers = List.of(new Linear(units, uniform), new LastStep(), new Dense(OUTPUTS, uniform, false));
        Network network = new Network(Shape.of(1, INPUTS), layers, new SquaredError());
        Differentiation ways =
                Differentiation.of(Wanted.PARAMETERS).throughTime(true).and(Wanted.STATE);
        Chain chain = new Chain(network, 0, network.size(), rows, ways, kernels);
        Variables variables = chain.newVariables(seed);
        this.pass = chain.newPass(variables, chain.newGradient());
        this.credit = settings.newCredit(units, rows, seed, kernels);
        this.inputs = new Tensor[steps];
        for (int t = 0; t < steps; t++) {
            inputs[t] = kernels.zeros(Shape.of(rows, 1, INPUTS));
            for (int i = 0; t == 0 && i < rows * INPUTS; i++) {
                inputs[t].set(i, Hash.gaussian(seed, i));
            }
            inputs[t].touch();
        }
        this.target = kernels.zeros(Shape.of(rows, OUTPUTS));
        for (int row = 0; row < rows; row++) {
            double angle = 2 * Math.PI * Hash.uniform(seed, rows * INPUTS + row);
            target.set(row * OUTPUTS, Math.cos(angle));
            target.set(row * OUTPUTS + 1, Math.sin(angle));
        }
        target.touch();
        this.error = kernels.zeros(target.shape());
        this.none = kernels.zeros(target.shape());
        this.recurrent = square(variables.parameters().get(0));
        this.states = new double[steps][];
        this.gradients = new double[steps][];
        backpropagate(variables.parameters().get(2));
    }

    private double[][] square(Tensor weights) {
        double[][] rows = new double[units][units];
        for (int i = 0; i < units * units; i++) {
            rows[i / units][i % units] = weights.get(i);
        }
        return rows;
    }

    /** Writes down what is true: states, and the gradient of the one loss by each of them. */
    private void backpropagate(Tensor weights) {
        pass.startAnew(rows);
        for (int t = 0; t < steps; t++) {
            forward(t);
            states[t] = pass.after().toArray();
        }
        double[] last = new double[rows * units];
        for (int i = 0; i < rows * units; i++) {
            for (int o = 0; o < OUTPUTS; o++) {
                last[i] += error.get(i / units * OUTPUTS + o) * weights.get(i % units * OUTPUTS + o);
            }
        }
        gradients[steps - 1] = last;
        for (int t = steps - 2; t >= 0; t--) {
            gradients[t] = new double[rows * units];
            for (int i = 0; i < rows * units; i++) {
                for (int j = 0; j < units; j++) {
                    gradients[t][i] += recurrent[i % units][j] * gradients[t + 1][i / units * units + j];
                }
            }
        }
    }

    private void forward(int t) {
        if (t > 0) {
            pass.goOn();
        }
        Tensor y = pass.train(inputs[t], 0);
        if (t == steps - 1) {
            Tensor sum = kernels.sum();
            new SquaredError().evaluate(kernels, y, target, error, sum, false);
        }
    }

    /** Lets the model see one sequence in each row, and learn from them. */
    void play() {
        pass.startAnew(rows);
        for (int t = 0; t < steps; t++) {
            forward(t);
            boolean last = t == steps - 1;
            if (!last) {
                pass.seed(credit.assign(pass.after()));
            }
            pass.backwardToParameters(last ? error : none);
            if (t == 0) {
                credit.begin(pass);
            } else {
                credit.learn(pass);
            }
        }
    }

    /** Returns what the model predicts for the states after each step but the last, row by row. */
    List<double[]> predictions() {
        List<double[]> found = new ArrayList<>();
        for (int t = 0; t < steps - 1; t++) {
            Tensor state = kernels.zeros(Shape.of(rows, units));
            for (int i = 0; i < rows * units; i++) {
                state.set(i, states[t][i]);
            }
            state.touch();
            found.add(credit.assign(state).toArray());
        }
        return found;
    }

    /** Returns the mean cosine between prediction and gradient, of all rows together. */
    double alignment() {
        double sum = 0;
        List<double[]> found = predictions();
        for (int t = 0; t < found.size(); t++) {
            double dot = 0;
            double squares = 0;
            double others = 0;
            for (int i = 0; i < rows * units; i++) {
                dot += found.get(t)[i] * gradients[t][i];
                squares += found.get(t)[i] * found.get(t)[i];
                others += gradients[t][i] * gradients[t][i];
            }
            sum += dot / Math.sqrt(squares * others);
        }
        return sum / found.size();
    }

    /** Returns the weights of the model, by the number that the gradient is by, and what it sees. */
    double[] weights() {
        Map<String, Credit.Learned> learned = credit.learned();
        return learned.get("").vectors().get(0).flat().toArray();
    }
}
