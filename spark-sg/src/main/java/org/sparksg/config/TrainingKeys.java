package org.sparksg.config;

import java.time.Duration;
import java.util.List;
import org.sparksg.pipeline.Corrections;
import org.sparksg.pipeline.RunSettings.Compute;
import org.sparksg.pipeline.RunSettings.EarlyStopping;
import org.sparksg.pipeline.RunSettings.Output;
import org.sparksg.pipeline.RunSettings.Recovery;
import org.sparksg.pipeline.Training;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.GpuUse;
import org.sparksg.tensor.Precision;

/** The small sections about the course of a run. */
final class TrainingKeys {
    private TrainingKeys() {}

    static Training training(Section section) {
        int epochs = section.integer("epochs", 10, "passes over the training data");
        int batchSize = section.integer("batch-size", 128, "examples in a mini-batch");
        int window = section.integer(
                "window",
                4,
                "batches that a stage may be ahead of the gradients from above, of those that it passes on");
        boolean deterministic = section.flag(
                "deterministic",
                false,
                "whether every run gives the same bits, at the price of some waiting; products are then done as a table says, not by the library that was fastest in a trial");
        return section.build(() -> new Training(epochs, batchSize, window, deterministic));
    }

    static Corrections corrections(Section section) {
        int every = section.integer(
                "every",
                0,
                "every n-th batch, or the next one that all stages train on, the true gradient travels the whole chain; 0 for never");
        boolean apply = section.flag("apply", false, "whether that batch updates the weights with the true gradient");
        return section.build(() -> new Corrections(every, apply));
    }

    static long evaluateEvery(Section section) {
        long every = section.whole("every", 0L, "batches between evaluations; 0 for each epoch");
        section.build(() -> every);
        return every;
    }

    static long checkpointEvery(Section section) {
        long every = section.whole("every", 0L, "batches between checkpoints; 0 for each epoch");
        section.build(() -> every);
        return every;
    }

    static EarlyStopping earlyStopping(Section section) {
        int patience =
                section.integer("patience", 0, "evaluations without a better loss until the run ends; 0 for never");
        double minDelta = section.number("min-delta", 0.0, "by how much the loss must be better to count");
        return section.build(() -> new EarlyStopping(patience, minDelta));
    }

    static Compute compute(Section section) {
        Backend backend = section.constant("backend", Backend.AUTO, "which kernels compute");
        List<Precision> precision = section.get(Key.of(
                "precision",
                Type.choice(Precision.class).oneOrMore(),
                List.of(Precision.F32),
                "the arithmetic of all stages, or one entry per stage"));
        GpuUse gpu = section.constant(
                "gpu",
                GpuUse.PREFER,
                "whether stages compute on GPUs that Spark gives them: require them, or reserve none");
        return section.build(() -> new Compute(backend, precision, gpu));
    }

    static Recovery recovery(Section section) {
        int restarts = section.integer(
                "restarts", 3, "how often in a row, with no new checkpoint between, the run resumes by itself");
        Duration backOff = section.duration(
                "back-off", Duration.ofSeconds(1), "the wait before the first restart; doubles each time");
        Duration start =
                section.duration("start", Duration.ofMinutes(5), "how long it may take until all stages stand");
        Duration stall = section.duration(
                "stall", Duration.ofMinutes(3), "how long a stage may wait for another until it gives up");
        Duration storage = section.duration(
                "storage",
                Duration.ofMinutes(2),
                "how long trouble with the file system is borne, with growing pauses, until it counts as a failure");
        return section.build(() -> new Recovery(restarts, backOff, start, stall, storage));
    }

    static Output output(Section section) {
        String directory = section.get(Key.of(
                "directory", Type.TEXT, "runs", "where the folder of the run is made, on any Hadoop file system"));
        int timelineEvery =
                section.integer("timeline-every", 10, "every n-th batch is drawn in the timeline table; 0 for none");
        int keepCheckpoints =
                section.integer("keep-checkpoints", 2, "how many of the newest checkpoints stay, beside the best");
        Output.Model model = section.constant("model", Output.Model.LAST, "which weights become the model");
        return section.build(() -> new Output(directory, timelineEvery, keepCheckpoints, model));
    }
}
