package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.data.DataSets;
import org.sparksg.data.DataSettings;
import org.sparksg.data.Digits;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Adam;
import org.sparksg.optim.Clipping;
import org.sparksg.optim.LearningRate;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;

/** Small runs for the tests of this package: 784-24-24-24-10 with batch norm and ReLU on the embedded digits. */
final class Runs {
    static final int EXAMPLES = 330;
    static final int TEST = 70;

    private Runs() {}

    static Learning synthetic(long warmUp, double lambda, int learnEvery) {
        return Learning.of(
                new SyntheticGradients(SynthesizerSettings.linear(Context.LABEL, 1e-3), warmUp, lambda, learnEvery));
    }

    static final Network NETWORK = new Network(
            Shape.of(28, 28, 1),
            List.of(
                    Dense.of(24),
                    BatchNorm.of(),
                    new Relu(),
                    Dense.of(24),
                    BatchNorm.of(),
                    new Relu(),
                    Dense.of(24),
                    new Relu(),
                    Dense.of(10)),
            new SoftmaxCrossEntropy());

    static RunSettings settings(Learning learning, Corrections corrections, Training training) {
        Recipe recipe = new Recipe();
        recipe.name = "test";
        recipe.files = new DataSettings(new Digits(EXAMPLES, 1), new Digits(TEST, 2), 0);
        recipe.network = NETWORK;
        recipe.learning = learning;
        recipe.corrections = corrections;
        recipe.optimizer =
                new OptimizerSettings(Adam.of(), new LearningRate.Constant(1e-3), new Clipping.None(), 0, false);
        recipe.epochs = training.epochs();
        recipe.batchSize = training.batchSize();
        recipe.window = training.window();
        recipe.deterministic = training.deterministic();
        recipe.output = new RunSettings.Output("unused", 1, 1, RunSettings.Output.Model.LAST);
        return recipe.settings();
    }

    static RunPlan plan(RunSettings settings, Integer... layers) {
        Cut cut = new Cut.Layers(List.of(layers));
        return new RunPlan(settings, Recipe.summary(NETWORK, EXAMPLES, 0, TEST), Partition.of(NETWORK, cut, null));
    }

    static DataSets data(RunSettings settings) {
        try {
            return settings.data().load(new Configuration(false), settings.seed());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What a run left behind. */
    record Result(List<double[]> parameters, List<Event> events) {}

    /** Runs on threads. */
    static Result run(RunPlan plan) {
        List<Event> events = java.util.Collections.synchronizedList(new ArrayList<>());
        try (var pipeline = pipeline(plan, events)) {
            pipeline.run();
            return new Result(values(pipeline.variables()), List.copyOf(events));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs on this thread alone, the agents in turn. */
    static Result step(RunPlan plan) {
        List<Event> events = new ArrayList<>();
        try (var pipeline = pipeline(plan, events)) {
            Rig.step(pipeline.agents(), Turns.roundRobin());
            return new Result(values(pipeline.variables()), events);
        }
    }

    static InProcessPipeline pipeline(RunPlan plan, List<Event> events) {
        Sink sink = new Events(events);
        return new InProcessPipeline(
                plan,
                data(plan.settings()),
                stage -> new PortableKernels(Element.F64),
                stage -> sink,
                Saver.NONE,
                System::nanoTime);
    }

    private static List<double[]> values(List<Variables> stages) {
        return java.util.stream.Stream.concat(
                        stages.stream().map(Variables::parameters),
                        stages.stream().map(Variables::statistics))
                .flatMap(vector -> java.util.stream.IntStream.range(
                                0, vector.slots().size())
                        .mapToObj(slot -> vector.get(slot).toArray()))
                .toList();
    }

    static Optional<Event.Evaluation> lastEvaluation(Result result) {
        return result.events().stream()
                .filter(Event.Evaluation.class::isInstance)
                .map(Event.Evaluation.class::cast)
                .reduce((a, b) -> b);
    }

    /** Returns the mean training loss of an epoch. */
    static double meanLoss(Result result, int epoch) {
        return result.events().stream()
                .filter(Event.Step.class::isInstance)
                .map(Event.Step.class::cast)
                .filter(step -> step.epoch() == epoch && !Double.isNaN(step.loss()))
                .mapToDouble(Event.Step::loss)
                .average()
                .orElseThrow();
    }
}
