package org.sparksg.config;

import java.time.Duration;
import java.util.List;
import org.sparksg.pipeline.Corrections;
import org.sparksg.pipeline.Milestones;
import org.sparksg.pipeline.RunSettings.Compute;
import org.sparksg.pipeline.RunSettings.EarlyStopping;
import org.sparksg.pipeline.RunSettings.Output;
import org.sparksg.pipeline.RunSettings.Recovery;
import org.sparksg.pipeline.Training;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Precision;

/** The small sections about the course of a run. */
final class TrainingKeys {
    static final Key<Integer> EPOCHS = Key.of("epochs", Type.INTEGER, 10, "passes over the training data");
    static final Key<Integer> BATCH_SIZE = Key.of("batch-size", Type.INTEGER, 128, "examples in a mini-batch");
    static final Key<Integer> WINDOW =
            Key.of("window", Type.INTEGER, 4, "batches that a stage may be ahead of the gradients from above");
    static final Key<Boolean> DETERMINISTIC = Key.of(
            "deterministic", Type.FLAG, false, "whether every run gives the same bits, at the price of some waiting");

    static final Key<Integer> CORRECTIONS_EVERY =
            Key.of("every", Type.INTEGER, 0, "every n-th batch the true gradient travels the whole chain; 0 for never");
    static final Key<Boolean> APPLY =
            Key.of("apply", Type.FLAG, false, "whether that batch updates the weights with the true gradient");

    static final Key<Long> EVALUATE_EVERY =
            Key.of("every", Type.LONG, 0L, "batches between evaluations; 0 for each epoch");
    static final Key<Long> CHECKPOINT_EVERY =
            Key.of("every", Type.LONG, 0L, "batches between checkpoints; 0 for each epoch");

    static final Key<Integer> PATIENCE =
            Key.of("patience", Type.INTEGER, 0, "evaluations without a better loss until the run ends; 0 for never");
    static final Key<Double> MIN_DELTA =
            Key.of("min-delta", Type.NUMBER, 0.0, "by how much the loss must be better to count");

    static final Key<Backend> BACKEND =
            Key.of("backend", Type.choice(Backend.class), Backend.AUTO, "which kernels compute");
    static final Key<List<Precision>> PRECISION = Key.of(
            "precision",
            Type.choice(Precision.class).oneOrMore(),
            List.of(Precision.F32),
            "the arithmetic of all stages, or one entry per stage");

    static final Key<Integer> RESTARTS = Key.of(
            "restarts",
            Type.INTEGER,
            3,
            "how often in a row, with no new checkpoint between, the run resumes by itself");
    static final Key<Duration> BACK_OFF = Key.of(
            "back-off", Type.DURATION, Duration.ofSeconds(1), "the wait before the first restart; doubles each time");
    static final Key<Duration> START =
            Key.of("start", Type.DURATION, Duration.ofMinutes(5), "how long it may take until all stages stand");
    static final Key<Duration> STALL = Key.of(
            "stall", Type.DURATION, Duration.ofMinutes(3), "how long a stage may wait for another until it gives up");

    static final Key<String> DIRECTORY =
            Key.of("directory", Type.TEXT, "runs", "where the folder of the run is made, on any Hadoop file system");
    static final Key<Integer> TIMELINE_EVERY =
            Key.of("timeline-every", Type.INTEGER, 10, "every n-th batch is drawn in the timeline table; 0 for none");
    static final Key<Integer> KEEP_CHECKPOINTS =
            Key.of("keep-checkpoints", Type.INTEGER, 2, "how many of the newest checkpoints stay, beside the best");
    static final Key<Output.Model> MODEL =
            Key.of("model", Type.choice(Output.Model.class), Output.Model.LAST, "which weights become the model");

    private TrainingKeys() {}

    static Training training(Section section) {
        int epochs = section.get(EPOCHS);
        int batchSize = section.get(BATCH_SIZE);
        int window = section.get(WINDOW);
        boolean deterministic = section.get(DETERMINISTIC);
        return section.build(() -> new Training(epochs, batchSize, window, deterministic));
    }

    static Corrections corrections(Section section) {
        int every = section.get(CORRECTIONS_EVERY);
        boolean apply = section.get(APPLY);
        return section.build(() -> new Corrections(every, apply));
    }

    static long evaluateEvery(Section section) {
        return every(section, EVALUATE_EVERY);
    }

    static long checkpointEvery(Section section) {
        return every(section, CHECKPOINT_EVERY);
    }

    private static long every(Section section, Key<Long> key) {
        long every = section.get(key);
        section.partFrom(key, () -> new Milestones(every, every));
        return section.build(() -> every);
    }

    static EarlyStopping earlyStopping(Section section) {
        int patience = section.get(PATIENCE);
        double minDelta = section.get(MIN_DELTA);
        return section.build(() -> new EarlyStopping(patience, minDelta));
    }

    static Compute compute(Section section) {
        Backend backend = section.get(BACKEND);
        List<Precision> precision = section.get(PRECISION);
        return section.build(() -> new Compute(backend, precision));
    }

    static Recovery recovery(Section section) {
        int restarts = section.get(RESTARTS);
        Duration backOff = section.get(BACK_OFF);
        Duration start = section.get(START);
        Duration stall = section.get(STALL);
        return section.build(() -> new Recovery(restarts, backOff, start, stall));
    }

    static Output output(Section section) {
        String directory = section.get(DIRECTORY);
        int timelineEvery = section.get(TIMELINE_EVERY);
        int keepCheckpoints = section.get(KEEP_CHECKPOINTS);
        Output.Model model = section.get(MODEL);
        return section.build(() -> new Output(directory, timelineEvery, keepCheckpoints, model));
    }
}
