package org.sparksg.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.sparksg.data.DataSummary;
import org.sparksg.nn.Architecture;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Proximal;
import org.sparksg.pipeline.Costs;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.Partition;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.tensor.Kernels;

/** Turns settings into a plan: looks at the data, and cuts the network. */
public final class Planner {
    private static final int UNKNOWN = 2; // stages, where settings do not tell the number of executors

    private Planner() {}

    /**
     * Decides a run.
     *
     * @param data what {@link org.sparksg.data.DataSettings#open} found
     * @param conf the application's settings, which tell how many executors there are
     * @throws org.sparksg.settings.BadSetting if data, network and stages do not fit together
     */
    public static RunPlan plan(RunSettings settings, DataSummary data, SparkConf conf) {
        Network network = settings.network(data.schema());
        return plan(settings, data, network, conf, costs(settings, network, conf));
    }

    /**
     * Returns a plan whose stages are balanced by operations, where the real one will measure: tells at once whether there is one.
     *
     * @throws org.sparksg.settings.BadSetting if data, network and stages do not fit together
     */
    public static RunPlan draft(RunSettings settings, DataSummary data, SparkConf conf) {
        Network network = settings.network(data.schema());
        return plan(settings, data, network, conf, Costs.flops(network, settings.learning()));
    }

    private static RunPlan plan(RunSettings settings, DataSummary data, Network network, SparkConf conf, Costs costs) {
        int readers = Cluster.isOneProcess(conf) && settings.learning().inputs() != null ? stages(settings, conf) : 1;
        DataSummary decided = settings.data()
                .decide(data, heap(conf) / readers, settings.training().batchSize());
        Cut cut = settings.cut() instanceof Cut.Auto ? new Cut.Auto(stages(settings, conf)) : settings.cut();
        return new RunPlan(settings, decided, network, Partition.of(network, cut, costs));
    }

    /** Returns the bytes of the heap of whoever reads data: an executor's, or this process's. */
    public static long heap(SparkConf conf) {
        return Cluster.isOneProcess(conf)
                ? Runtime.getRuntime().maxMemory()
                : JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory", "1g"));
    }

    /**
     * Returns how many stages a run has. If executors decide: as many as there are, or as this machine has cores for, but no
     * more than the network has layers with a product, two where nothing tells, and one where there
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
        return given > 0 ? given : automaticStages(settings.architecture(), conf);
    }

    private static int automaticStages(Architecture network, SparkConf conf) {
        int slots = Cluster.slots(conf).orElse(UNKNOWN);
        long products = network.layers().stream().filter(Layer::hasProduct).count();
        return (int) Math.max(1, Math.min(slots, products));
    }

    /** Measured times differ from run to run, and so would the cut: a deterministic run counts operations. */
    private static Costs costs(RunSettings settings, Network network, SparkConf conf) {
        if (!(settings.cut() instanceof Cut.Auto) || settings.training().deterministic()) {
            return Costs.flops(network, settings.learning());
        }
        RunSettings.Compute compute = settings.compute();
        try (Kernels kernels = compute.backend().open(compute.of(0))) {
            int batch = settings.training().batchSize();
            Proximal proximal = settings.optimizer().proximal();
            return Costs.measured(network, settings.learning(), proximal, batch, kernels, System::nanoTime);
        } catch (IllegalStateException unable) {
            if (Cluster.isOneMachine(conf)) {
                throw unable;
            }
            return Costs.flops(network, settings.learning()); // the executors may have other processors
        }
    }
}
