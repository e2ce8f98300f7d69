package org.sparksg.lab.analyze;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparksg.analysis.HiddenLayer;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.config.GridConfig;
import org.sparksg.config.RunConfig;
import org.sparksg.data.Schema;
import org.sparksg.jobs.DataSummaries;
import org.sparksg.lab.compare.Folder;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.SparkModel;

/** Finds the models to look into, and what is wrong with them, before any is loaded. */
final class Subjects {
    private static final String OTHER_SETTINGS =
            "undo the change, also that of options and variables, or name the model with --model";

    private final Configuration hadoop;
    private final DataSummaries summaries;

    /** {@code news}: hears now and then how far the look at the data is. */
    Subjects(Configuration hadoop, Consumer<String> news) {
        this.hadoop = hadoop;
        this.summaries = new DataSummaries(hadoop, news);
    }

    /**
     * Returns the runs of a comparison that have a model.
     *
     * @param skipped hears of each of the others why it has none
     * @throws IllegalArgumentException if none has one, or one was trained with other settings, does not fit the data or
     *     cannot be looked into
     */
    List<Subject> of(GridConfig grid, Folder folder, Consumer<String> skipped) throws IOException {
        List<Subject> subjects = new ArrayList<>();
        for (GridConfig.Cell cell : grid.cells(folder.location(""))) {
            Subject subject = new Subject(
                    cell.id(),
                    cell.rule(),
                    cell.network(),
                    cell.seed(),
                    folder.location(cell.id()),
                    cell.config().settings().data());
            SparkModel model;
            try {
                model = SparkModel.load(hadoop, subject.directory());
            } catch (CheckpointException e) {
                skipped.accept(e.getMessage());
                continue;
            }
            String data = summaries.of(subject.data(), subject.seed()).fingerprint();
            folder.requireSame(cell.id(), cell.config().render(), data, OTHER_SETTINGS); // or the figures are others
            check(subject, model);
            subjects.add(subject);
        }
        if (subjects.isEmpty()) {
            throw new IllegalArgumentException(folder.location("")
                    + ": no run of this comparison has a model: train it with jobs/spark-sg compare and --resume");
        }
        return subjects;
    }

    /**
     * Returns models by their folders.
     *
     * @param config of the data
     * @throws CheckpointException if a folder holds no model
     * @throws IllegalArgumentException if one does not fit the data, cannot be looked into, or is named twice
     */
    List<Subject> of(RunConfig config, List<String> directories) throws IOException {
        RunSettings settings = config.settings();
        List<Subject> subjects = new ArrayList<>();
        for (String directory : directories) {
            String run = new Path(directory).getName();
            Subject subject = new Subject(run, run, "", settings.seed(), directory, settings.data());
            if (subjects.stream().anyMatch(other -> other.run().equals(run))) {
                throw new IllegalArgumentException("--model " + directory + ": another model is called " + run
                        + ", too: name runs, not their folders model, and each once");
            }
            check(subject, SparkModel.load(hadoop, directory));
            subjects.add(subject);
        }
        return subjects;
    }

    private void check(Subject subject, SparkModel model) throws IOException {
        Schema data = summaries.of(subject.data(), subject.seed()).schema();
        model.requireFit(data);
        if (!model.names().preparation().equals(data.preparation())) {
            throw new IllegalArgumentException(subject.directory() + ": was trained on features that were prepared in"
                    + " another way: give the conf file, the seed and data.features of that run");
        }
        if (model.network().classifiesSteps()) {
            throw new IllegalArgumentException(subject.directory()
                    + ": predicts a class for each step: analyze looks into classifiers of whole examples only");
        }
        if (!model.network().loss().classification()) {
            throw new IllegalArgumentException(
                    subject.directory() + ": predicts values: analyze looks into classifiers only");
        }
        try {
            HiddenLayer.of(model.network());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(subject.directory() + ": " + e.getMessage(), e);
        }
    }
}
