package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;
import org.sparksg.nn.ClassWeights;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Tanh;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Sgd;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;

/** Classes that count more than others. */
class ClassWeightsTest {
    private static final double RATE = 0.3;

    private static Recipe recipe(ClassWeights weights) {
        Recipe recipe = new Recipe();
        recipe.network = new Network(
                Shape.of(4),
                List.of(Dense.of(5), new Tanh(), Dense.of(Recipe.CLASSES)),
                new SoftmaxCrossEntropy(weights));
        recipe.stages = List.of(2, 1);
        recipe.epochs = 3;
        recipe.batchSize = recipe.train.count();
        recipe.optimizer = OptimizerSettings.of(Sgd.of(), RATE);
        return recipe;
    }

    private static List<double[]> trained(Recipe recipe, List<Event> events) {
        Sink sink = new Events(events);
        try (InProcessPipeline pipeline = new InProcessPipeline(
                recipe.plan(),
                recipe.data(),
                stage -> new PortableKernels(Element.F64),
                stage -> sink,
                Saver.NONE,
                System::nanoTime)) {
            pipeline.run();
            return pipeline.variables().stream()
                    .flatMap(stage -> IntStream.range(
                                    0, stage.parameters().slots().size())
                            .mapToObj(slot -> stage.parameters().get(slot).toArray()))
                    .toList();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A class that counts three times is one whose examples come three times. */
    @Test
    void weightsAreLikeRepeatedExamples() {
        Recipe weighted = recipe(new ClassWeights(false, List.of(1.0, 3.0, 1.0)));
        Recipe repeated = recipe(ClassWeights.NONE);
        int count = weighted.train.count();
        List<Integer> members = new ArrayList<>();
        int[] labels = labels(weighted);
        for (int i = 0; i < count; i++) {
            for (int times = labels[i] == 1 ? 3 : 1; times > 0; times--) {
                members.add(i);
            }
        }
        repeated.train = weighted.train.subset(
                members.stream().mapToInt(Integer::intValue).toArray());
        repeated.batchSize = members.size();
        repeated.optimizer = OptimizerSettings.of(Sgd.of(), RATE * members.size() / count); // gradients are means
        List<Event> events = new ArrayList<>();
        List<double[]> found = trained(weighted, events);
        List<double[]> expected = trained(repeated, new ArrayList<>());
        List<double[]> plain = trained(recipe(ClassWeights.NONE), new ArrayList<>());
        boolean differs = false;
        for (int i = 0; i < found.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i), 1e-9);
            differs |= Math.abs(plain.get(i)[0] - found.get(i)[0]) > 1e-4;
        }
        assertTrue(differs);
    }

    private static int[] labels(Recipe recipe) {
        int count = recipe.train.count();
        var features = org.sparksg.tensor.Tensor.zeros(Element.F64, Shape.of(count, 4));
        var targets = org.sparksg.tensor.Tensor.zeros(Element.F64, Shape.of(count, Recipe.CLASSES));
        recipe.train.gather(IntStream.range(0, count).toArray(), 0, features, targets);
        return IntStream.range(0, count)
                .map(row -> IntStream.range(0, Recipe.CLASSES)
                        .filter(c -> targets.get(row * Recipe.CLASSES + c) == 1)
                        .findFirst()
                        .orElseThrow())
                .toArray();
    }

    /** The loss that is reported of test data is that of the plain classes. */
    @Test
    void evaluationsDoNotKnowThem() {
        Recipe weighted = recipe(new ClassWeights(false, List.of(1.0, 3.0, 1.0)));
        weighted.optimizer = OptimizerSettings.of(Sgd.of(), 1e-30); // so that nothing is learned
        Recipe plain = recipe(ClassWeights.NONE);
        plain.optimizer = weighted.optimizer;
        List<Event> events = new ArrayList<>();
        List<Event> others = new ArrayList<>();
        trained(weighted, events);
        trained(plain, others);
        double loss = last(events).loss();
        assertTrue(loss > 0);
        assertEquals(last(others).loss(), loss, 1e-12);
    }

    private static Event.Evaluation last(List<Event> events) {
        return events.stream()
                .filter(Event.Evaluation.class::isInstance)
                .map(Event.Evaluation.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void balancedClassesCountAlike() {
        assertArrayEquals(
                new double[] {100.0 / 3 / 10, 100.0 / 3 / 60, 100.0 / 3 / 30},
                ClassWeights.BALANCED.of(new long[] {10, 60, 30}),
                1e-12);
        assertArrayEquals(new double[] {2, 1, 2.0 / 3}, ClassWeights.BALANCED.of(new long[] {1, 0, 3}), 1e-12);
        assertArrayEquals(new double[0], ClassWeights.NONE.of(new long[] {1, 2}));
        assertThrows(BadSetting.class, () -> new ClassWeights(false, List.of(1.0, 0.0)));
    }

    @Test
    void asManyWeightsAsClasses() {
        Recipe recipe = recipe(new ClassWeights(false, List.of(1.0, 2.0)));
        BadSetting refused = assertThrows(BadSetting.class, () -> recipe.settings()
                .network(recipe.plan().data().schema()));
        assertTrue(refused.getMessage().contains("class-weights"), refused.getMessage());
        Recipe balanced = recipe(ClassWeights.BALANCED);
        BadSetting uncounted = assertThrows(BadSetting.class, balanced::plan);
        assertTrue(uncounted.getMessage().contains("nobody counts"), uncounted.getMessage());
    }
}
