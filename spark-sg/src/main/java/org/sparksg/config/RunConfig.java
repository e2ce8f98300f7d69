package org.sparksg.config;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.sparksg.data.DataSettings;
import org.sparksg.data.Summary;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SquaredError;
import org.sparksg.pipeline.Corrections;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.Learning;
import org.sparksg.pipeline.Milestones;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.Training;
import org.sparksg.tensor.Shape;
import org.sparksg.transport.TransportSettings;

/**
 * A conf file that was read and found good, as far as that can be said without looking at the data. What the data decide,
 * the input of the network and its number of classes, completes it: {@link #settings}.
 */
public final class RunConfig {
    static final Key<String> NAME =
            Key.optional("name", Type.TEXT, "names the folder of the results; the name of the conf file if left out");
    static final Key<Long> SEED =
            Key.of("seed", Type.LONG, 1L, "decides weights, order of the examples, dropout and the held-out examples");
    static final Key<Cut> STAGES = Key.of(
            "stages",
            CutType.TYPE,
            new Cut.Auto(0),
            "where the network is cut: so many stages balanced by operations; the layers of each stage; or balanced by"
                    + " measured time (by operations if training.deterministic), over as many stages as there are"
                    + " executors and dense layers unless a count is given");

    /** Lets the other settings be checked before the data are known. */
    private static final Network STAND_IN = new Network(Shape.of(1), List.of(new Relu()), new SquaredError());

    private final Reading reading;
    private final Map<String, Object> effective;
    private final Map<String, String> spark;
    private final DataSettings data;
    private final NetworkKeys.Body body;
    private final Function<Network, RunSettings> finish;

    RunConfig(Reading reading, ConfigObject values, String defaultName) {
        this.reading = reading;
        Section root = Section.root(reading, values);
        root.knows("vars");
        refuseGrid(root);
        this.effective = root.effective();
        String name = root.get(NAME.or(defaultName));
        long seed = root.get(SEED);
        this.data = reading.attempt(() -> DataKeys.read(root.section("data")));
        this.body = reading.attempt(() -> NetworkKeys.read(root.section("network")));
        this.finish = finish(root, name, seed, root.get(STAGES));
        this.spark = SparkKeys.read(root);
        reading.attempt(() -> root.build(() -> finish.apply(STAND_IN)));
        reading.check();
    }

    private static void refuseGrid(Section root) {
        root.given(GridConfig.SECTION).ifPresent(given -> {
            root.knows(GridConfig.SECTION);
            root.reading()
                    .problemAt(
                            given,
                            GridConfig.SECTION + ": makes this a grid of runs: use jobs/spark-sg compare, or leave the"
                                    + " section out to train one");
        });
    }

    /**
     * Reads a conf file.
     *
     * @param overrides assignments such as {@code training.epochs=5} that win over the file; the last one wins
     * @param paths makes the path of a data file one that is valid on every machine of a cluster: executors do not share
     *     the directory that this program was started in
     * @throws ConfigException naming all problems
     */
    public static RunConfig read(Path file, List<String> overrides, UnaryOperator<String> paths) {
        return new RunConfig(
                new Reading(file.toString(), paths),
                ConfFile.read(file, overrides).values(),
                ConfFile.defaultName(file));
    }

    /**
     * Reads the text of a conf file; paths stay as they are.
     *
     * @param name stands for the file in messages
     * @throws ConfigException naming all problems
     */
    public static RunConfig parse(String name, String text, List<String> overrides) {
        Reading reading = new Reading(name, UnaryOperator.identity());
        return new RunConfig(reading, ConfFile.parse(name, text, overrides).values(), "run");
    }

    /** Returns where the data are. */
    public DataSettings data() {
        return data;
    }

    /** Returns the properties for Spark, by their full names. */
    public Map<String, String> spark() {
        return spark;
    }

    /** Returns all keys of this run with their values, defaults included, as HOCON that reads back as equal settings. */
    public String render() {
        return Printed.document(effective);
    }

    /**
     * Returns the settings of the run.
     *
     * @param summary what is known of the training data
     * @throws ConfigException if network, stages and data do not fit each other
     */
    public RunSettings settings(Summary summary) {
        return finish.apply(new Fit(reading, summary).network(body, finish.apply(STAND_IN)));
    }

    /** Returns the full paths of all keys that apply to this run, entries of lists without their position. */
    Set<String> keys() {
        return reading.keys();
    }

    private Function<Network, RunSettings> finish(Section root, String name, long seed, Cut cut) {
        Reading reading = root.reading();
        Learning learning = reading.attempt(() -> LearningKeys.read(root.section("learning")));
        Corrections corrections = reading.attempt(() -> TrainingKeys.corrections(root.section("corrections")));
        var optimizer = reading.attempt(() -> OptimizerKeys.read(root.section("optimizer")));
        Training training = reading.attempt(() -> TrainingKeys.training(root.section("training")));
        Long evaluate = reading.attempt(() -> TrainingKeys.evaluateEvery(root.section("evaluation")));
        Long checkpoint = reading.attempt(() -> TrainingKeys.checkpointEvery(root.section("checkpoint")));
        var earlyStopping = reading.attempt(() -> TrainingKeys.earlyStopping(root.section("early-stopping")));
        var compute = reading.attempt(() -> TrainingKeys.compute(root.section("compute")));
        TransportSettings transport = reading.attempt(() -> TransportKeys.read(root.section("transport")));
        var recovery = reading.attempt(() -> TrainingKeys.recovery(root.section("recovery")));
        var output = reading.attempt(() -> TrainingKeys.output(root.section("output")));
        return network -> new RunSettings(
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
                output);
    }
}
