package org.sparksg.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.checkpoint.ModelFile;
import org.sparksg.checkpoint.TensorFile;
import org.sparksg.data.Readers;
import org.sparksg.metrics.Sink;
import org.sparksg.nn.Network;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Slot;
import org.sparksg.nn.Variables;
import org.sparksg.pipeline.Feed;
import org.sparksg.pipeline.InProcessPipeline;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.Saver;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;

/** Parameters and statistics by name: those of a model, and those that the same plan must give in this JVM. */
public final class Weights {
    private static final Configuration HADOOP = new Configuration();

    private Weights() {}

    /** Runs a plan in this JVM. */
    public static Map<String, double[]> inProcess(RunPlan plan) throws IOException, InterruptedException {
        RunSettings settings = plan.settings();
        Map<String, double[]> values = new LinkedHashMap<>();
        try (var pipeline = new InProcessPipeline(
                plan,
                arrived -> readers(plan, arrived),
                stage -> settings.compute().backend().open(settings.compute().of(stage)),
                stage -> Sink.NONE,
                Saver.NONE,
                System::nanoTime)) {
            pipeline.run();
            for (Variables stage : pipeline.variables()) {
                put(values, stage.parameters());
                put(values, stage.statistics());
            }
        }
        return values;
    }

    private static Readers readers(RunPlan plan, Runnable arrived) {
        RunSettings settings = plan.settings();
        try {
            return Readers.open(settings.data(), HADOOP, settings.seed(), plan.data(), Feed.owner(plan, arrived));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Map<String, double[]> values, ParameterVector vector) {
        for (Slot slot : vector.slots()) {
            values.put(slot.name(), vector.get(slot.name()).toArray());
        }
    }

    /** Reads a model. {@code directory}: that of a run, or of its model. */
    public static Map<String, double[]> ofModel(String directory) {
        Map<String, double[]> values = new LinkedHashMap<>();
        try (TensorFile file = ModelFile.open(HADOOP, directory)) {
            Network network = ModelFile.network(file);
            network.parameters(0, network.size()).forEach(slot -> values.put(slot.name(), read(file, slot)));
            network.statistics(0, network.size()).forEach(slot -> values.put(slot.name(), read(file, slot)));
        }
        return values;
    }

    private static double[] read(TensorFile file, Slot slot) {
        Tensor tensor = Tensor.zeros(Element.F32, slot.shape());
        file.read(slot.name(), tensor);
        return tensor.toArray();
    }
}
