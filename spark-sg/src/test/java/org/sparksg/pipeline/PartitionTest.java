package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SquaredError;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Shape;

class PartitionTest {
    private static final Learning LOCKED = Learning.locked(1);

    @Test
    void listedStagesAreTakenAsTheyAre() {
        assertEquals("[0,1) [1,3) [3,4)", cut(dense(4, 4, 4, 4), new Cut.Layers(List.of(1, 2, 1)), null));
    }

    @Test
    void listedStagesMustAddUp() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> Partition.of(dense(4, 4, 4, 4), new Cut.Layers(List.of(1, 2)), null));
        assertEquals(
                "stages = [1, 2]: these are 3 layers, the network has 4: every layer must stand in exactly one stage",
                e.getMessage());
    }

    @Test
    void moreStagesThanLayersAreRefused() {
        Network network = dense(4, 4);
        Costs costs = Costs.flops(network, LOCKED);
        var e = assertThrows(IllegalArgumentException.class, () -> Partition.of(network, new Cut.Count(3), costs));
        assertEquals("stages = 3: the network has 2 layers: use at most 2 stages, or add layers", e.getMessage());
    }

    @Test
    void automaticNumberOfStagesMustBeDecidedBefore() {
        Network network = dense(4, 4);
        Costs costs = Costs.flops(network, LOCKED);
        var e = assertThrows(IllegalArgumentException.class, () -> Partition.of(network, new Cut.Auto(0), costs));
        assertEquals("stages = 0: the number of executors is not known yet: give a number", e.getMessage());
    }

    @Test
    void slowestStageIsAsFastAsPossible() {
        Network network = dense(4, 4, 4, 4, 4);
        Costs costs = new Costs(List.of(5.0, 1.0, 1.0, 1.0, 4.5), List.of(0.0, 0.0, 0.0, 0.0, 0.0));
        assertEquals("[0,1) [1,4) [4,5)", cut(network, new Cut.Count(3), costs));
    }

    @Test
    void costOfTheBoundaryCountsForTheStageBelowIt() {
        Network network = dense(4, 4, 4, 4);
        List<Double> layers = List.of(1.0, 1.0, 1.0, 1.0);
        assertEquals("[0,2) [2,4)", cut(network, new Cut.Count(2), new Costs(layers, List.of(0.0, 0.0, 0.0, 0.0))));
        // A synthesizer worth two layers after layer 2 makes [0, 2) cost 4; after layer 1 it costs nothing.
        assertEquals("[0,1) [1,4)", cut(network, new Cut.Count(2), new Costs(layers, List.of(0.0, 2.0, 2.0, 0.0))));
    }

    @Test
    void largeSynthesizersDrawTheCutToWhereTheyWorkLess() {
        Network network = dense(64, 64, 64, 8, 64);
        var settings =
                new SynthesizerSettings(List.of(256), false, Context.NONE, OptimizerSettings.of(Adam.of(), 1e-3));
        Learning decoupled = Learning.of(new SyntheticGradients(settings, 0, 0, 1));
        assertEquals("[0,2) [2,5)", cut(network, new Cut.Count(2), Costs.flops(network, LOCKED)));
        assertEquals("[0,4) [4,5)", cut(network, new Cut.Count(2), Costs.flops(network, decoupled)));
    }

    @Test
    void normalisationAndActivationStayWithTheirProduct() {
        Network network = new Network(
                Shape.of(4),
                List.of(Dense.of(4), BatchNorm.of(), new Relu(), Dense.of(4), BatchNorm.of(), new Relu()),
                new SquaredError());
        assertEquals("[0,3) [3,6)", cut(network, new Cut.Count(2), Costs.flops(network, LOCKED)));
        assertEquals(
                3,
                Partition.of(network, new Cut.Count(3), Costs.flops(network, LOCKED))
                        .size());
    }

    @Test
    void everyLayerStandsInExactlyOneStageAndNoOtherCutIsFaster() {
        long seed = 5;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            Network network = random(random);
            Costs costs = randomCosts(random, network.size());
            int stages = 1 + random.nextInt(network.size());
            List<StageRange> ranges = Partition.of(network, new Cut.Count(stages), costs);
            String about = "seed " + seed + ", case " + i + ": " + ranges;
            assertEquals(stages, ranges.size(), about);
            int next = 0;
            for (StageRange range : ranges) {
                assertEquals(next, range.from(), about);
                assertTrue(range.to() > range.from(), about);
                next = range.to();
            }
            assertEquals(network.size(), next, about);
            long products =
                    network.layers().stream().filter(Dense.class::isInstance).count();
            if (products == network.size()) {
                assertEquals(fastest(costs, 0, network.size(), stages), slowest(costs, ranges), 1e-12, about);
            }
        }
    }

    /** The cost of the best cut of {@code [from, layers)}, by trying all of them. */
    private static double fastest(Costs costs, int from, int layers, int stages) {
        if (stages == 1) {
            return costs.stage(from, layers);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int to = from + 1; to <= layers - stages + 1; to++) {
            best = Math.min(best, Math.max(costs.stage(from, to), fastest(costs, to, layers, stages - 1)));
        }
        return best;
    }

    private static double slowest(Costs costs, List<StageRange> ranges) {
        return ranges.stream()
                .mapToDouble(range -> costs.stage(range.from(), range.to()))
                .max()
                .orElseThrow();
    }

    private static Network random(SplittableRandom random) {
        boolean onlyProducts = random.nextBoolean();
        List<Layer> layers = new ArrayList<>();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            boolean product = onlyProducts || random.nextBoolean();
            layers.add(product ? Dense.of(1 + random.nextInt(9)) : new Relu());
        }
        return new Network(Shape.of(3), layers, new SquaredError());
    }

    private static Costs randomCosts(SplittableRandom random, int layers) {
        List<Double> costs = new ArrayList<>();
        List<Double> boundaries = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            costs.add(random.nextDouble());
            boundaries.add(random.nextDouble());
        }
        return new Costs(costs, boundaries);
    }

    private static Network dense(int... units) {
        List<Layer> layers = new ArrayList<>();
        for (int n : units) {
            layers.add(Dense.of(n));
        }
        return new Network(Shape.of(64), layers, new SquaredError());
    }

    private static String cut(Network network, Cut cut, Costs costs) {
        List<String> ranges = Partition.of(network, cut, costs).stream()
                .map(range -> "[" + range.from() + "," + range.to() + ")")
                .toList();
        return String.join(" ", ranges);
    }
}
