package org.sparksg.pipeline;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.LocalNetwork;
import org.sparksg.credit.Rule;
import org.sparksg.credit.TimeRule;
import org.sparksg.data.CopyTask;
import org.sparksg.data.DataSummary;
import org.sparksg.data.Sequences;
import org.sparksg.nn.ClassWeights;
import org.sparksg.nn.Differentiation;
import org.sparksg.nn.Network;
import org.sparksg.nn.Wanted;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Wire;

/**
 * A run, decided: settings, data, the network that fits them, and its stages. Everything that a stage needs to know beside
 * its tensors; all stages have the same plan.
 *
 * @param settings the settings
 * @param data what the data are, looked at once
 * @param network layers and loss of the settings, for these data
 * @param stages the layers of each stage
 */
public record RunPlan(RunSettings settings, DataSummary data, Network network, List<StageRange> stages)
        implements Serializable {

    /** Checks that there are examples to train on, and that every layer of the network stands in exactly one stage. */
    public RunPlan {
        stages = List.copyOf(stages);
        int together = data.schema().sequences().together();
        settings.data().checkHoldOut((data.train() + data.validation()) / together);
        if (data.train() < 1 || data.validation() < 0 || data.test() < 0) {
            throw new IllegalArgumentException("train = " + data.train() + ", validation = " + data.validation()
                    + ", test = " + data.test() + " examples: train must be >= 1, the others >= 0");
        }
        int next = 0;
        for (int i = 0; i < stages.size(); i++) {
            StageRange stage = stages.get(i);
            if (stage.stage() != i || stage.stages() != stages.size()) {
                throw new IllegalArgumentException("stage " + stage.stage() + " of " + stage.stages() + " stands at "
                        + i + " of " + stages.size() + ": give all stages of one cut, in order");
            }
            if (stage.from() != next) {
                throw new IllegalArgumentException("layer " + next + " must be the first of stage " + stage.stage()
                        + ", which has layers [" + stage.from() + ", " + stage.to() + ")");
            }
            next = stage.to();
        }
        if (next != network.size()) {
            throw new IllegalArgumentException(
                    "the stages hold " + next + " layers, the network has " + network.size());
        }
        ClassWeights weights = network.loss().weights();
        if (weights.balanced() && data.report().classes().isEmpty()) {
            throw new BadSetting(
                    "network.class-weights",
                    weights,
                    "nobody counts the classes of data that are drawn",
                    "give a list of weights, or leave it out");
        }
        DataFit.checkWeights(network.loss(), data);
        DataFit.checkPadding(network, settings.learning(), data);
        if (data.schema().isWeighted() || !weights.equals(ClassWeights.NONE)) {
            settings.learning().checkWeights();
        }
        settings.learning().check(stages, network);
        settings.optimizer().proximal().check(network);
        checkPrediction(settings);
        checkStreams(settings, data);
        checkCurriculum(settings, stages);
        checkSequences(settings, data, network, stages);
        new Clocks(settings, stages).check(calendar(settings, data).batches());
        int wires = settings.transport().wire().size();
        if (wires != 1 && wires != stages.size() - 1) {
            throw new BadSetting(
                    "transport.wire",
                    settings.transport().wire(),
                    wires + " entries for " + (stages.size() - 1) + " boundaries",
                    "give one entry for all, or one per boundary");
        }
        int precisions = settings.compute().precision().size();
        if (precisions != 1 && precisions != stages.size()) {
            throw new BadSetting(
                    "compute.precision",
                    null,
                    precisions + " entries for " + stages.size() + " stages",
                    "give one entry for all, or one per stage");
        }
    }

    private static void checkPrediction(RunSettings settings) {
        if (predicts(settings) && !settings.optimizer().optimizer().predicts()) {
            throw new BadSetting(
                    "learning.prediction",
                    true,
                    "the optimizer has no momentum that tells where weights will be, or looks ahead itself",
                    "take adam, or sgd with momentum, or leave it out");
        }
    }

    private static boolean predicts(RunSettings settings) {
        return settings.learning().rules().stream().anyMatch(Rule::prediction);
    }

    private static void checkSequences(
            RunSettings settings, DataSummary data, Network network, List<StageRange> stages) {
        boolean carries = data.schema().sequences().continued() && network.state(0, network.size()) > 0;
        if (settings.learning().time() != null && !carries) {
            throw new BadSetting(
                    "learning.time.rule",
                    settings.learning().time().label(),
                    "nothing is carried from one batch to the next: there is no recurrent layer, or the data do not go on",
                    "leave it out, or add a layer such as lstm and set data.train.continued = true");
        }
        checkTime(settings, network, stages);
        if (settings.learning().inputs() != null && network.ids() > 0) {
            throw new BadSetting(
                    "learning.synthetic-inputs", true, "predicts activations from numbers, and these data are ids");
        }
    }

    private static void checkTime(RunSettings settings, Network network, List<StageRange> stages) {
        TimeRule time = settings.learning().time();
        if (time == null) {
            return;
        }
        for (StageRange stage : stages) {
            int width = network.state(stage.from(), stage.to());
            if (width > 0) {
                time.check(width, settings.training().batchSize());
            }
        }
        boolean late = settings.learning().rules().stream()
                .anyMatch(rule -> rule.states(exchange -> exchange.waiting() == Exchange.Wait.LATER));
        if (late && new Clocks(settings, stages).period() > 1 && (time.learnsFromAll() || predicts(settings))) {
            throw new BadSetting(
                    "learning.time.rule",
                    time.label(),
                    "needs to learn from all batches in their order, as learning.prediction does, but with clocks a stage"
                            + " learns from batches of which nothing comes back before the late gradients of earlier ones come",
                    "take another learning.rule than "
                            + settings.learning().rule(0).label() + ", or no clocks");
        }
        if (time.learnsFromAll() && settings.corrections().apply()) {
            throw new BadSetting(
                    "corrections.apply",
                    true,
                    "with learning.time.rule = " + time.label() + " every batch is learned from in its turn, and"
                            + " corrections come late",
                    "leave it out: gradients are compared all the same");
        }
    }

    private static void checkCurriculum(RunSettings settings, List<StageRange> stages) {
        if (settings.data().train() instanceof CopyTask task && task.levelUp() > 0 && stages.size() > 1) {
            throw new BadSetting(
                    "data.train.level-up",
                    task.levelUp(),
                    "must be 0 with " + stages.size()
                            + " stages: the first one, which draws the examples, does not know the losses of the last one in"
                            + " time",
                    "set stages = 1, or choose the level by data.train.length");
        }
    }

    private static void checkStreams(RunSettings settings, DataSummary data) {
        int rows = settings.training().batchSize();
        int streams = data.train() / data.schema().sequences().together();
        if (data.schema().sequences().continued() && streams < rows) {
            throw new BadSetting(
                    "training.batch-size",
                    rows,
                    "each row of a mini-batch is a stream of its own, and there are " + streams
                            + (streams == data.train() ? " windows" : " sequences") + " to train on",
                    "make it smaller, or give more windows");
        }
    }

    /**
     * Makes a plan of stages that are known.
     *
     * @throws BadSetting if settings, data and stages do not fit each other
     */
    public RunPlan(RunSettings settings, DataSummary data, List<StageRange> stages) {
        this(settings, data, settings.network(data.schema()), stages);
    }

    /** Returns this with other data. */
    public RunPlan with(DataSummary other) {
        return new RunPlan(settings, other, network, stages);
    }

    /** Returns the batch arithmetic of the run. */
    public Calendar calendar() {
        return calendar(settings, data);
    }

    private static Calendar calendar(RunSettings settings, DataSummary data) {
        return new Calendar(
                data.schema().sequences().used(data.train(), settings.training().batchSize()),
                settings.training().batchSize(),
                settings.training().epochs(),
                settings.learning().microBatches());
    }

    /** Returns whether layers of a stage carry states from one batch to the next. */
    boolean carriesStates(StageRange stage) {
        return data.schema().sequences().continued() && network.state(stage.from(), stage.to()) > 0;
    }

    /** Returns whether what a stage carries on has a gradient of what is still to come. */
    boolean seesTheFuture(StageRange stage) {
        return settings.learning().time() != null && carriesStates(stage);
    }

    /**
     * Returns whether a batch of a stage begins with states of zeros: it is the stage's first one, of its sequences, in an epoch or in the run, or
     * sequences do not go on.
     */
    boolean startsAnew(StageRange stage, long batchId) {
        Sequences sequences = data.schema().sequences();
        long batch = sequences.endless() ? batchId : batchId % calendar().batchesPerEpoch();
        return sequences.begins(batch, stage.period());
    }

    /** Returns which batches the stages hear of. */
    Clocks clocks() {
        return new Clocks(settings, stages);
    }

    /** Returns whether a stage learns from batches of which nothing comes back: what it carries on has a gradient of its own. */
    boolean learnsFromTimeAlone(StageRange stage) {
        return seesTheFuture(stage) && !stage.last() && clocks().period() > stage.period();
    }

    /** Returns whether it does so from a batch. */
    boolean learnsFromTimeAlone(StageRange stage, long batchId) {
        return learnsFromTimeAlone(stage) && clocks().isUnheard(stage, batchId);
    }

    /** Returns the examples of a part of the data that an evaluation uses. */
    public int evaluated(Split split) {
        return size(split) == 0 ? 0 : data.schema().sequences().used(size(split), evaluatedAtOnce(split));
    }

    /** Returns the most examples that an evaluation takes at once. */
    public int evaluatedAtOnce(Split split) {
        return data.schema().sequences().evaluatedAtOnce(size(split), largestBatch());
    }

    /** Returns the examples of a part of the data. */
    public int size(Split split) {
        return switch (split) {
            case TRAIN -> data.train();
            case VALIDATION -> data.validation();
            case TEST -> data.test();
        };
    }

    /** Returns the part of the data that is evaluated along the way and decides when to stop. */
    public Split monitored() {
        return data.validation() > 0 ? Split.VALIDATION : Split.TEST;
    }

    /** Returns the parts of the data that are evaluated when the run ends: what was monitored, and the test data. */
    public List<Split> evaluatedAtEnd() {
        return Stream.of(monitored(), Split.TEST)
                .distinct()
                .filter(part -> size(part) > 0)
                .toList();
    }

    /** Returns whether a stage reads the data: the first one does, and all that make up their inputs. */
    public boolean needsData(int stage) {
        return stage == 0 || settings.learning().inputs() != null;
    }

    /** Returns how the layers of a stage go back. */
    public Differentiation differentiation(StageRange stage) {
        Differentiation back = back(stage).with(settings.optimizer().proximal()).throughTime(seesTheFuture(stage));
        boolean traces = back.throughTime() && settings.learning().time().learnsFromAll();
        return traces ? back.and(Wanted.STATE) : back;
    }

    private Differentiation back(StageRange stage) {
        if (stage.stage() == 0) {
            return Differentiation.of(Wanted.PARAMETERS);
        }
        boolean aligned = settings.learning()
                .rule(stage.stage() - 1)
                .states(exchange -> exchange.reply() == Exchange.Reply.FEEDBACK);
        return aligned ? Differentiation.FULL.and(Wanted.ALIGNED) : Differentiation.FULL;
    }

    /** Returns the shape of one example's output at the boundary above a stage. */
    public Shape boundary(int stage) {
        return network.shape(stages.get(stage).to());
    }

    /** Returns what tells the small networks beside a stage from others, by their names in {@link StageModel#learned}. */
    public Map<String, LocalNetwork> networksBeside(int stage) {
        Map<String, LocalNetwork> networks = new TreeMap<>();
        StageRange range = stages.get(stage);
        Learning learning = settings.learning();
        if (!range.last()) {
            learning.rule(stage)
                    .networks()
                    .forEach((part, network) -> networks.put(StageModel.beside(range.to()) + part, network));
        }
        if (seesTheFuture(range)) {
            int width = network.state(range.from(), range.to());
            learning.time().networks(width).forEach((part, own) -> networks.put(StageModel.ofTime(range) + part, own));
        }
        if (learning.inputs() != null && stage > 0) {
            networks.put(StageModel.ofInputs(range.from()), learning.inputs().inputNetwork());
        }
        return networks;
    }

    /** Returns the most rows that a message can have. */
    public int largestBatch() {
        return calendar().largestMicroBatch();
    }

    /** Returns the buffers of the activations that cross the boundary above a stage. */
    public Capacity upwards(int stage, Element type) {
        int window = settings.training().window();
        int later = settings.learning().inputs() == null ? 0 : window; // not learned yet when an evaluation comes
        int slots = Math.max(window, settings.learning().microBatches()) + later;
        return new Capacity(
                slots,
                type,
                List.of(boundary(stage).batch(largestBatch()), network.target().batch(largestBatch())),
                List.of(wire(stage), Wire.F32)); // targets are exact
    }

    /** Returns how many corrections can be under way at a stage, if each takes a window for every boundary it crosses. */
    public int correctionSlots(StageRange stage) {
        int every = settings.corrections().every();
        return every == 0 || stage.last() ? 0 : clocks().corrections(stage);
    }

    /** Returns how many batches can wait for a late update at a stage. */
    int lateSlots(StageRange stage) {
        Rule rule = settings.learning().rule(stage.stage());
        boolean late = rule.states(exchange -> exchange.waiting() == Exchange.Wait.LATER);
        return late ? 1 + rule.lag(stage.hopsFromTop()) : 0;
    }

    /** Returns how many gradients can be on their way to a stage. */
    public int gradientSlots() {
        Learning learning = settings.learning();
        int early = learning.inputs() == null ? 0 : settings.training().window(); // of stages that are ahead
        return settings.training().window()
                + early
                + learning.microBatches()
                + correctionSlots(stages.get(0))
                + lateSlots(stages.get(0))
                + learning.rule(0).distance(); // losses
    }

    /**
     * Returns the buffers of the replies and true gradients: as many as a stage can be waiting for, so that sending one never
     * blocks.
     */
    public Capacity downwards(int stage, Element type) {
        Shape gradient = boundary(stage).batch(largestBatch());
        Shape error = network.output().batch(largestBatch());
        boolean errors = settings.learning().rule(stage).states(exchange -> exchange.reply() == Exchange.Reply.ERROR);
        List<Shape> largest = errors ? List.of(gradient, error) : List.of(gradient);
        return new Capacity(gradientSlots(), type, largest, Collections.nCopies(largest.size(), wire(stage)));
    }

    private Wire wire(int stage) {
        return settings.transport().wire(stage);
    }
}
