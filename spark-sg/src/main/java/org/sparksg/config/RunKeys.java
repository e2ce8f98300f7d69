package org.sparksg.config;

import org.sparksg.data.DataSettings;
import org.sparksg.nn.Architecture;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.pipeline.Corrections;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.Learning;
import org.sparksg.pipeline.Milestones;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.RunSettings.Compute;
import org.sparksg.pipeline.RunSettings.EarlyStopping;
import org.sparksg.pipeline.RunSettings.Output;
import org.sparksg.pipeline.RunSettings.Recovery;
import org.sparksg.pipeline.Training;
import org.sparksg.transport.TransportSettings;

/** The keys of a run: what stands in a conf file that is no section, and all sections. */
final class RunKeys {
    static final Key<String> NAME =
            Key.optional("name", Type.TEXT, "names the folder of the results", "the name of the conf file");
    static final Key<Long> SEED =
            Key.of("seed", Type.LONG, 1L, "decides weights, order of the examples, dropout and the held-out examples");

    private RunKeys() {}

    /** Reads all keys, and makes settings of them. {@code nameKey}: with the default of this file. */
    static RunSettings read(Section root, Key<String> nameKey) {
        String name = root.get(nameKey);
        long seed = root.get(SEED);
        Output output = root.attempt(() -> TrainingKeys.output(root.section("output")));
        DataSettings data = root.attempt(() -> DataKeys.read(root.section("data")));
        Architecture network = root.attempt(() -> NetworkKeys.read(root.section("network")));
        Cut cut = root.get(Key.of(
                "stages",
                CutType.TYPE,
                new Cut.Auto(0),
                "where the network is cut: so many stages balanced by operations; the layers of each stage, which with"
                        + " `every = n` trains on every n-th batch of the stage below, and gets no other ones; or balanced"
                        + " by measured time (by operations if training.deterministic), over as many stages as there are"
                        + " executors and layers with products unless a count is given"));
        Learning learning = root.attempt(() -> LearningKeys.read(root.section("learning")));
        Corrections corrections = root.attempt(() -> TrainingKeys.corrections(root.section("corrections")));
        OptimizerSettings optimizer = root.attempt(() -> OptimizerKeys.read(root.section("optimizer")));
        Training training = root.attempt(() -> TrainingKeys.training(root.section("training")));
        Long evaluate = root.attempt(() -> TrainingKeys.evaluateEvery(root.section("evaluation")));
        Long checkpoint = root.attempt(() -> TrainingKeys.checkpointEvery(root.section("checkpoint")));
        EarlyStopping earlyStopping = root.attempt(() -> TrainingKeys.earlyStopping(root.section("early-stopping")));
        Compute compute = root.attempt(() -> TrainingKeys.compute(root.section("compute")));
        TransportSettings transport = root.attempt(() -> TransportKeys.read(root.section("transport")));
        Recovery recovery = root.attempt(() -> TrainingKeys.recovery(root.section("recovery")));
        root.free("vars", "anything", "names of your own for substitutions, such as `${vars.data}`");
        root.free("spark", "text", "any property of Spark, such as `spark.executor.memory`");
        return root.attempt(() -> root.build(() -> new RunSettings(
                name,
                seed,
                data,
                network,
                cut,
                learning,
                corrections,
                optimizer,
                training,
                new Milestones(evaluate, checkpoint),
                earlyStopping,
                compute,
                transport,
                recovery,
                output)));
    }
}
