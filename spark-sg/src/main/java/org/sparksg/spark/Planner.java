package org.sparksg.spark;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparksg.data.Split;
import org.sparksg.data.Summary;
import org.sparksg.nn.Network;
import org.sparksg.pipeline.Costs;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.Partition;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.tensor.Kernels;

/** Turns settings into a plan: looks at the data, and cuts the network. */
public final class Planner {
    private Planner() {}

    /**
     * Decides a run.
     *
     * @param conf the application's settings, which tell how many executors there are
     * @throws IllegalArgumentException if data, network and stages do not fit together
     */
    public static RunPlan plan(RunSettings settings, SparkConf conf, Configuration hadoop) throws IOException {
        Summary train = settings.data().inspect(hadoop);
        requireFit(settings.network(), train);
        int test = settings.data().test() == null
                ? 0
                : settings.data().test().inspect(hadoop).count();
        Split split = new Split(settings.data().heldOut(), settings.seed());
        int heldOut = split.heldOutCount(train.count());
        Cut cut = settings.cut() instanceof Cut.Auto auto && auto.stages() == 0
                ? new Cut.Auto(automaticStages(settings.network(), conf))
                : settings.cut();
        return new RunPlan(
                settings.withCut(cut),
                Partition.of(settings.network(), cut, costs(settings, cut)),
                train.count() - heldOut,
                heldOut,
                test);
    }

    private static void requireFit(Network network, Summary data) {
        if (network.input().size() != data.features().size()) {
            throw new IllegalArgumentException("the network takes " + network.input() + " but an example has "
                    + data.features() + ": the first layer must fit the data");
        }
        network.checkTarget(data.target());
    }

    private static int automaticStages(Network network, SparkConf conf) {
        int slots = Optional.of(Cluster.slots(conf)).filter(count -> count > 0).orElse(2);
        return Math.min(slots, network.layers().size());
    }

    private static Costs costs(RunSettings settings, Cut cut) {
        if (!(cut instanceof Cut.Auto)) {
            return Costs.flops(settings.network(), settings.learning());
        }
        RunSettings.Compute compute = settings.compute();
        try (Kernels kernels = compute.backend().open(compute.of(0))) {
            int batch = settings.training().batchSize();
            return Costs.measured(settings.network(), settings.learning(), batch, kernels, System::nanoTime);
        }
    }
}
