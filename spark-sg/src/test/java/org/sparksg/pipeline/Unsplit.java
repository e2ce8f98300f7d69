package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparksg.data.Examples;
import org.sparksg.data.Shuffle;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Sums;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Tensor;

/** Computes by the whole network what a pipeline computes by stages, with given numbers and without schedules or links. */
final class Unsplit {
    private final Recipe recipe;
    private final RunPlan plan;
    private final Map<String, double[]> numbers;
    private final Kernels kernels = new ReferenceKernels();
    private final List<Tensor> kept = new ArrayList<>();

    /** {@code numbers}: parameters and, for evaluations, statistics by their global names. */
    Unsplit(Recipe recipe, Map<String, double[]> numbers) {
        this.recipe = recipe;
        this.plan = recipe.plan();
        this.numbers = numbers;
    }

    /** The loss of a batch, and its gradients by the activation of a boundary and by the parameters below, all sums. */
    @SuppressWarnings("ArrayRecordComponent") // compared number by number
    record Gradients(double loss, double[] activation, Map<String, double[]> parameters) {}

    /** Runs a training batch through the whole network, and back to the boundary in front of a layer and to the input. */
    Gradients gradients(long batch, int layer) {
        int rows = plan.calendar().size(batch);
        Tensor x = keep(kernels.zeros(recipe.train.features().batch(rows)));
        Tensor target = keep(kernels.zeros(recipe.train.target().batch(rows)));
        int[] order = new Shuffle(plan.data().train(), plan.settings().seed())
                .epoch(plan.calendar().epoch(batch));
        recipe.train.gather(order, plan.calendar().position(batch), x, target);
        long stream = Hash.mix(Hash.mix(plan.settings().seed(), batch), 0);

        Half lower = new Half(0, layer, rows);
        Half upper = new Half(layer, recipe.network.size(), rows);
        Tensor h = lower.pass.train(x, stream);
        Tensor output = upper.pass.train(h, stream);
        Tensor dy = keep(kernels.zeros(recipe.network.output().batch(rows)));
        double loss = Sums.loss(recipe.network.loss(), kernels, output, target, dy);
        Tensor dh = upper.pass.backward(dy);
        lower.pass.backwardToParameters(dh);
        return new Gradients(loss, dh.toArray(), lower.byName());
    }

    /** Evaluates all examples in one go; returns the mean loss and the share of right answers. */
    double[] evaluate(Examples examples) {
        int rows = examples.count();
        Tensor x = keep(kernels.zeros(examples.features().batch(rows)));
        Tensor target = keep(kernels.zeros(examples.target().batch(rows)));
        examples.gather(Shuffle.inSequence(rows), 0, x, target);
        Half whole = new Half(0, recipe.network.size(), rows);
        Tensor output = whole.pass.infer(x);
        double loss = Sums.loss(recipe.network.loss(), kernels, output, target, kernels.zeros(output.shape()));
        Tensor right = kernels.sum();
        kernels.matchingArgmax(output, target, right, false);
        return new double[] {loss / rows, right.get(0) / rows};
    }

    private Tensor keep(Tensor tensor) {
        kept.add(tensor);
        return tensor;
    }

    private final class Half {
        final Variables variables;
        final Gradient gradient;
        final ChainPass pass;

        Half(int from, int to, int rows) {
            Chain chain = new Chain(recipe.network, from, to, rows, kernels);
            variables = chain.newVariables(0);
            gradient = chain.newGradient();
            pass = chain.newPass(variables, gradient);
            read(variables.parameters());
            read(variables.statistics());
            gradient.begin();
        }

        private void read(ParameterVector vector) {
            for (int slot = 0; slot < vector.slots().size(); slot++) {
                double[] values = numbers.get(vector.slots().get(slot).name());
                if (values != null) {
                    vector.get(slot).set(values);
                }
            }
        }

        Map<String, double[]> byName() {
            return Weights.byName(variables.parameters(), gradient.flat().toArray());
        }
    }
}
