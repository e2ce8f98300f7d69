package org.sparksg.spark;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparksg.data.Split;
import org.sparksg.data.Summary;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Network;
import org.sparksg.nn.Proximal;
import org.sparksg.pipeline.Costs;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.Partition;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.StageRange;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;

/** Turns settings into a plan: looks at the data, and cuts the network. */
public final class Planner {
    private static final int UNKNOWN = 2; // stages, where settings do not tell the number of executors

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
        Cut cut = settings.cut() instanceof Cut.Auto ? new Cut.Auto(stages(settings, conf)) : settings.cut();
        List<StageRange> stages = Partition.of(settings.network(), cut, costs(settings, cut, conf));
        requirePrecisions(settings.compute().precision(), stages.size());
        return new RunPlan(settings.withCut(cut), stages, train.count() - heldOut, heldOut, test, train.classNames());
    }

    private static void requireFit(Network network, Summary data) {
        if (network.input().size() != data.features().size()) {
            throw new IllegalArgumentException("the network takes " + network.input() + " but an example has "
                    + data.features() + ": the first layer must fit the data");
        }
        network.checkTarget(data.target());
    }

    /**
     * Returns how many stages a run has. If executors decide: as many as there are, or as this machine has cores for, but no
     * more than the network has dense layers, two where nothing tells, and one where there
     * is room for none, of which the preflight complains.
     */
    public static int stages(RunSettings settings, SparkConf conf) {
        if (settings.cut() instanceof Cut.Count count) {
            return count.stages();
        }
        if (settings.cut() instanceof Cut.Layers explicit) {
            return explicit.layers().size();
        }
        int given = ((Cut.Auto) settings.cut()).stages();
        return given > 0 ? given : automaticStages(settings.network(), conf);
    }

    private static int automaticStages(Network network, SparkConf conf) {
        int slots = Cluster.slots(conf).orElse(UNKNOWN);
        long products =
                network.layers().stream().filter(Dense.class::isInstance).count();
        return (int) Math.max(1, Math.min(slots, products));
    }

    private static void requirePrecisions(List<Precision> precisions, int stages) {
        if (precisions.size() > 1 && precisions.size() != stages) {
            throw new IllegalArgumentException("compute.precision: " + precisions.size() + " entries for " + stages
                    + " stages: give one entry for all, or one per stage");
        }
    }

    /** Measured times differ from run to run, and so would the cut: a deterministic run counts operations. */
    private static Costs costs(RunSettings settings, Cut cut, SparkConf conf) {
        if (!(cut instanceof Cut.Auto) || settings.training().deterministic()) {
            return Costs.flops(settings.network(), settings.learning());
        }
        RunSettings.Compute compute = settings.compute();
        try (Kernels kernels = compute.backend().open(compute.of(0))) {
            int batch = settings.training().batchSize();
            Proximal proximal = settings.optimizer().proximal();
            return Costs.measured(settings.network(), settings.learning(), proximal, batch, kernels, System::nanoTime);
        } catch (IllegalStateException unable) {
            if (Cluster.isOneMachine(conf)) {
                throw unable;
            }
            return Costs.flops(settings.network(), settings.learning()); // the executors may have other processors
        }
    }
}
