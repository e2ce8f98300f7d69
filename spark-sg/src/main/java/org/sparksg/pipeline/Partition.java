package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.settings.BadSetting;

/**
 * Cuts a network into stages so that the slowest one is as fast as possible. Every layer ends up in exactly one stage, in
 * order.
 *
 * <p>Cuts are made before layers with a product (dense, convolutions, composites of these), so that a normalisation or an activation
 * stays with the product that it follows, unless there are more stages than such layers.
 */
public final class Partition {
    private Partition() {}

    /**
     * Returns the stages of a cut.
     *
     * @param costs what layers and boundaries cost, in any unit; not used for {@link Cut.Layers}
     * @throws BadSetting if there are more stages than layers, or the listed stages do not add up
     */
    public static List<StageRange> of(Network network, Cut cut, Costs costs) {
        if (cut instanceof Cut.Layers explicit) {
            return explicit(network, explicit);
        }
        int stages = cut instanceof Cut.Count count ? count.stages() : ((Cut.Auto) cut).stages();
        return balanced(network, stages, costs);
    }

    private static List<StageRange> explicit(Network network, Cut.Layers cut) {
        List<Integer> counts = cut.layers();
        int layers = network.layers().size();
        int sum = counts.stream().mapToInt(Integer::intValue).sum();
        if (sum != layers) {
            throw new BadSetting(
                    "stages",
                    counts,
                    "these are " + sum + " layers, the network has " + layers,
                    "every layer must stand in exactly one stage");
        }
        List<StageRange> ranges = new ArrayList<>();
        int from = 0;
        int period = 1;
        for (int stage = 0; stage < counts.size(); stage++) {
            int to = from + counts.get(stage);
            period *= cut.every().get(stage);
            ranges.add(new StageRange(stage, counts.size(), from, to, period));
            from = to;
        }
        return ranges;
    }

    private static List<StageRange> balanced(Network network, int stages, Costs costs) {
        int layers = network.layers().size();
        if (stages < 1) {
            throw new BadSetting("stages", stages, "the number of executors is not known yet", "give a number");
        }
        if (stages > layers) {
            throw new BadSetting(
                    "stages",
                    stages,
                    "the network has " + layers + " layers",
                    "use at most " + layers + " stages, or add layers");
        }
        boolean[] allowed = allowedStarts(network, stages);
        double[][] best = new double[stages + 1][layers + 1];
        int[][] start = new int[stages + 1][layers + 1];
        for (double[] row : best) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        best[0][0] = 0;
        for (int stage = 1; stage <= stages; stage++) {
            for (int to = stage; to <= layers; to++) {
                for (int from = stage - 1; from < to; from++) {
                    double slowest = Math.max(best[stage - 1][from], costs.stage(from, to));
                    if (allowed[from] && slowest < best[stage][to]) {
                        best[stage][to] = slowest;
                        start[stage][to] = from;
                    }
                }
            }
        }
        return ranges(start, stages, layers);
    }

    private static List<StageRange> ranges(int[][] start, int stages, int layers) {
        List<StageRange> ranges = new ArrayList<>();
        int to = layers;
        for (int stage = stages; stage >= 1; stage--) {
            int from = start[stage][to];
            ranges.add(0, new StageRange(stage - 1, stages, from, to));
            to = from;
        }
        return ranges;
    }

    private static boolean[] allowedStarts(Network network, int stages) {
        List<Layer> layers = network.layers();
        boolean[] allowed = new boolean[layers.size()];
        allowed[0] = true;
        int count = 1;
        for (int i = 1; i < allowed.length; i++) {
            allowed[i] = layers.get(i).hasProduct();
            count += allowed[i] ? 1 : 0;
        }
        if (count < stages) {
            Arrays.fill(allowed, true);
        }
        return allowed;
    }
}
