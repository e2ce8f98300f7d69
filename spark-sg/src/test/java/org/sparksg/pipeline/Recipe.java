package org.sparksg.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.data.DataSets;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;
import org.sparksg.data.Digits;
import org.sparksg.data.Examples;
import org.sparksg.data.InMemory;
import org.sparksg.data.Preparation;
import org.sparksg.data.Schema;
import org.sparksg.data.Sequences;
import org.sparksg.nn.Architecture;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Network;
import org.sparksg.nn.Proximal;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Tanh;
import org.sparksg.optim.Adam;
import org.sparksg.optim.Clipping;
import org.sparksg.optim.LearningRate;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.GpuUse;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.transport.TransportSettings;

/**
 * A run small enough to be repeated hundreds of times: a network of eight layers, none wider than 5, on 22 points in four
 * dimensions. Fields are changed by the test before {@link #plan}.
 */
final class Recipe {
    static final int CLASSES = 3;

    static final Network CLASSIFIER = new Network(
            Shape.of(4),
            List.of(
                    Dense.of(5),
                    BatchNorm.of(),
                    new Tanh(),
                    Dense.of(4),
                    new Dropout(0.2),
                    Dense.of(4),
                    new Relu(),
                    Dense.of(CLASSES)),
            new SoftmaxCrossEntropy());

    String name = "tiny";
    Network network = CLASSIFIER;
    List<Integer> stages = List.of(3, 2, 2, 1);
    List<Integer> every = List.of(); // of each stage; empty if all train on every batch
    Learning learning = Learning.locked(1);
    Corrections corrections = new Corrections(0, false);
    OptimizerSettings optimizer = OptimizerSettings.of(Adam.of(), 0.01);
    RunSettings.Compute compute = new RunSettings.Compute(Backend.PORTABLE, List.of(Precision.F32), GpuUse.PREFER);
    DataSettings files = new DataSettings(new Digits(1, 1), null, 0); // the examples below are handed to the pipeline
    int epochs = 2;
    int batchSize = 4;
    int window = 2;
    boolean deterministic = true;
    Milestones milestones = new Milestones(0, 0);
    RunSettings.Output output = new RunSettings.Output("unused", 0, 1, RunSettings.Output.Model.LAST);
    Duration stall = Duration.ofSeconds(20);
    TransportSettings transport = TransportSettings.defaults();
    Schema schema; // null: one that fits the network
    Examples train = points(22, 1);
    Examples heldOut;
    Examples test = points(7, 2);

    /** A decoupled run with linear synthesizers that see the label. */
    static Learning synthetic(long warmUp, double lambda, int learnEvery) {
        return Learning.of(
                new SyntheticGradients(SynthesizerSettings.linear(Context.LABEL, 0.01), warmUp, lambda, learnEvery));
    }

    /** Adam on gradients of an implicit step. */
    static OptimizerSettings implicit() {
        return new OptimizerSettings(
                Adam.of(), new LearningRate.Constant(0.01), new Clipping.None(), 0, false, new Proximal(0.5, 3));
    }

    /** Points whose class is the largest of their first three coordinates. */
    static Examples points(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[count][4];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < 4; j++) {
                rows[i][j] = (float) (2 * random.nextDouble() - 1);
            }
            labels[i] = rows[i][0] > rows[i][1] ? (rows[i][0] > rows[i][2] ? 0 : 2) : (rows[i][1] > rows[i][2] ? 1 : 2);
        }
        return InMemory.ofClasses(Shape.of(4), rows, labels, CLASSES);
    }

    RunSettings settings() {
        return new RunSettings(
                name,
                7,
                files,
                new Architecture(network.layers(), network.loss()),
                every.isEmpty() ? new Cut.Layers(stages) : new Cut.Layers(stages, every),
                learning,
                corrections,
                optimizer,
                new Training(epochs, batchSize, window, deterministic),
                milestones,
                new RunSettings.EarlyStopping(0, 0),
                compute,
                transport,
                new RunSettings.Recovery(0, Duration.ZERO, stall, stall, Duration.ZERO),
                output);
    }

    RunPlan plan() {
        DataSummary summary =
                summary(network, train.count(), heldOut == null ? 0 : heldOut.count(), test == null ? 0 : test.count());
        return plan(schema == null ? summary : summary.with(schema));
    }

    RunPlan plan(DataSummary summary) {
        RunSettings settings = settings();
        return new RunPlan(settings, summary, Partition.of(network, settings.cut(), null));
    }

    /** Returns what is known of data that fit a network. */
    static DataSummary summary(Network network, int train, int validation, int test) {
        Loss loss = network.loss();
        Schema schema = network.ids() > 0
                ? sequences(network)
                : new Schema(network.input(), List.of(), network.target(), "", loss.classification(), List.of());
        return new DataSummary(schema, train, validation, test, "");
    }

    private static Schema sequences(Network network) {
        List<String> classes =
                IntStream.range(0, network.ids()).mapToObj(Integer::toString).toList();
        return new Schema(
                network.input(),
                List.of(),
                network.target(),
                "",
                true,
                classes,
                Preparation.NONE,
                0,
                new Sequences(network.ids(), true));
    }

    /** Returns the batches of the run. */
    long batches() {
        return new Calendar(train.count(), batchSize, epochs, 1).batches();
    }

    DataSets data() {
        return new DataSets(train, Optional.ofNullable(heldOut), Optional.ofNullable(test));
    }

    /** The changed fields, for the messages of failed tests. */
    @Override
    public String toString() {
        return "stages " + stages + ", every " + every + ", " + learning + ", " + corrections + ", epochs " + epochs
                + ", batch " + batchSize
                + ", window " + window + ", deterministic " + deterministic + ", " + milestones + ", examples "
                + train.count();
    }
}
