package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparksg.data.InMemory;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Network;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Tanh;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Four stages of one dense layer each that see all examples in every batch: a run that {@link PlainNetwork} can follow. */
final class DenseStages {
    static final int EXAMPLES = 6;
    static final int INPUTS = 4;
    static final int OUTPUTS = 3;

    /** Steps that are the gradient itself. */
    static final OptimizerSettings UNIT = OptimizerSettings.of(Sgd.of(), 1);

    private DenseStages() {}

    private static float[][] input() {
        return draws(EXAMPLES, INPUTS, 1);
    }

    private static float[][] target() {
        return draws(EXAMPLES, OUTPUTS, 2);
    }

    private static float[][] draws(int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) (2 * random.nextDouble() - 1);
            }
        }
        return values;
    }

    private static double[][] wide(float[][] values) {
        return Stream.of(values)
                .map(row ->
                        IntStream.range(0, row.length).mapToDouble(j -> row[j]).toArray())
                .toArray(double[][]::new);
    }

    /** Returns a run of one batch. */
    static Recipe recipe(Learning learning) {
        Recipe recipe = new Recipe();
        recipe.network = new Network(
                Shape.of(INPUTS),
                List.of(Dense.of(5), new Tanh(), Dense.of(4), new Tanh(), Dense.of(6), new Tanh(), Dense.of(OUTPUTS)),
                new SquaredError());
        recipe.stages = List.of(2, 2, 2, 1);
        recipe.train = InMemory.ofValues(Shape.of(INPUTS), input(), target());
        recipe.test = null;
        recipe.batchSize = EXAMPLES;
        recipe.epochs = 1;
        recipe.optimizer = UNIT;
        recipe.learning = learning;
        return recipe;
    }

    /** Returns the reference with the weights that the stages have now. */
    static PlainNetwork plain(Rig rig) {
        return plain(parameters(rig));
    }

    /** Returns the reference with these parameters of each stage, weight and then bias. */
    static PlainNetwork plain(List<double[]> parameters) {
        return new PlainNetwork(parameters, wide(input()), wide(target()));
    }

    /** Returns a copy of the parameters of each stage. */
    static List<double[]> parameters(Rig rig) {
        List<double[]> all = new ArrayList<>();
        rig.models.forEach(
                model -> all.add(model.variables().parameters().flat().toArray()));
        return all;
    }

    /** Builds a run whose small networks beside the stages do not start at zero. */
    static Rig drawn(Recipe recipe) {
        Rig rig = new Rig(recipe);
        for (StageModel model : rig.models) {
            model.learned().forEach((name, learned) -> {
                Tensor flat = learned.vectors().get(0).flat();
                for (int i = 0; i < flat.size(); i++) {
                    flat.set(i, Hash.uniform(name.hashCode(), i) - 0.5);
                }
                flat.touch();
            });
        }
        return rig;
    }

    /** Returns a copy of the parameters of a small network beside a stage. */
    static double[] learned(Rig rig, int stage, String name) {
        return rig.models.get(stage).learned().get(name).vectors().get(0).flat().toArray();
    }

    /** Returns a copy of the parameters of the synthesizer at the boundary above a stage. */
    static double[] synthesizer(Rig rig, int stage) {
        return learned(rig, stage, "boundary-" + rig.plan.stages().get(stage).to());
    }

    /** Runs one batch, and compares what every stage's parameters lost with the expected gradients. */
    static void check(Rig rig, PlainNetwork plain, IntFunction<double[][]> gradients) {
        List<double[]> expected = IntStream.range(0, plain.stages())
                .mapToObj(stage -> plain.toParameters(stage, gradients.apply(stage)))
                .toList();
        List<double[]> before = parameters(rig);
        List<double[]> after = parameters(rig.step());
        for (int stage = 0; stage < expected.size(); stage++) {
            checkStep(expected.get(stage), before.get(stage), after.get(stage), "stage " + stage);
        }
    }

    /** Compares what parameters lost with a gradient, which is a sum over all examples. */
    static void checkStep(double[] gradient, double[] before, double[] after, String about) {
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        assertEquals(gradient.length, after.length, about);
        for (int i = 0; i < after.length; i++) {
            double found = (before[i] - after[i]) * EXAMPLES;
            assertEquals(gradient[i], found, 1e-12 * Math.max(1, largest), about + ", parameter " + i);
        }
    }
}
