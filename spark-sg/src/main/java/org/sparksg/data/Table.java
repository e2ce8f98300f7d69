package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.tensor.Shape;

/**
 * A set of files with the same columns: what is common to all formats of tables.
 *
 * @param source what and how to read
 * @param parts the files
 * @param features the names of the feature columns, in the one order that holds for all files
 * @param training what the training data look like, if these must be like them; else null
 * @param whole whether these are the training data, all of them: only then the spread of a column is looked at
 * @param preparation what becomes of the features' numbers
 */
record Table(
        TableSource source,
        List<TablePart> parts,
        List<String> features,
        Schema training,
        boolean whole,
        Preparation preparation) {

    /**
     * Looks at the columns of all files.
     *
     * @throws DataException if they differ, or lack a column, or have one that cannot be read
     */
    static Table open(TableSource source, Schema training, boolean whole, Preparation preparation, Configuration hadoop)
            throws IOException {
        List<InputFile> files = InputFile.all("path", source.path(), hadoop);
        TableSource ready = source.ready(files, training);
        List<TablePart> parts = new ArrayList<>();
        for (InputFile file : files) {
            parts.add(ready.part(file, hadoop));
        }
        parts = PartitionedPart.of(parts);
        List<TablePart> filled =
                parts.stream().filter(part -> !part.columns().isEmpty()).toList();
        if (filled.isEmpty()) {
            throw files.get(0).error("holds no examples");
        }
        Schema named =
                ready.hasNames() && training != null && !training.columns().isEmpty() ? training : null;
        List<String> features = new TableColumns(ready, filled, named).features();
        return new Table(ready, filled, features, training, whole, preparation);
    }

    String path() {
        return source.path();
    }

    String label() {
        return source.label().column();
    }

    /**
     * Reads all rows, and looks at them.
     *
     * @param heldOut which rows the constants of the preparation are not taken from; null for none
     * @param news hears now and then how far that is
     */
    SourceSummary inspect(String fingerprint, HoldOut heldOut, Consumer<String> news) throws IOException {
        LabelColumn labels = newLabels(false);
        Survey survey = new Survey();
        Shards blocks = new Shards(this);
        ReadingNews reading = new ReadingNews(parts, path(), news, System::nanoTime);
        try (TableRows rows = new TableRows(this, true, labels, 0, 0)) {
            while (rows.next()) {
                survey.add(rows.features(), labels.answer(), rows.weight());
                blocks.add(rows.part(), rows.cursor());
                reading.row(rows.part(), rows.cursor());
            }
            requireRows(survey.rows());
            rows.checkNarrowing(whole);
            labels.finish(path(), whole);
            Preparation fitted = preparation.keepsNumbers() ? fit(survey, heldOut, news) : preparation;
            Schema schema = schema(rows.columns(), labels, fitted, survey);
            return new SourceSummary(
                    (int) survey.rows(),
                    schema,
                    fingerprint,
                    rows.lines(),
                    blocks.found(),
                    report(rows.columns(), labels.counts(), survey));
        }
    }

    private DataReport report(List<Column> columns, Map<String, Long> classes, Survey survey) {
        List<DataReport.Feature> found = new ArrayList<>();
        int at = 0;
        for (Column column : columns) {
            found.add(DataReport.Feature.of(column, survey.numbers().subList(at, at + column.width())));
            at += column.width();
        }
        DataReport.Feature label =
                classes.isEmpty() ? DataReport.Feature.of(new Column(label(), 1), List.of(survey.label())) : null;
        return new DataReport(survey.rows(), found, label, classes, Advice.of(this, columns, survey, classes));
    }

    private Preparation fit(Survey all, HoldOut heldOut, Consumer<String> news) throws IOException {
        FeatureSettings wanted = preparation.settings();
        if (wanted.isNone()
                || heldOut == null
                || heldOut.heldOut() == 0
                || !heldOut.parts((int) all.rows())) { // which training refuses
            return Preparation.fit(wanted, all.numbers());
        }
        IntPredicate held = heldOut.of((int) all.rows());
        Survey survey = new Survey();
        ReadingNews reading = new ReadingNews(parts, path() + ", for " + wanted, news, System::nanoTime);
        try (TableRows rows = new TableRows(this, true, null, 0, 0)) {
            for (int row = 0; rows.next(); row++) {
                reading.row(rows.part(), rows.cursor());
                if (!held.test(row)) {
                    survey.add(rows.features(), Double.NaN, 1);
                }
            }
        }
        return Preparation.fit(wanted, survey.numbers());
    }

    /** Reads all rows into memory. */
    Examples load() throws IOException {
        LabelColumn labels = newLabels(true);
        List<float[]> examples = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        try (TableRows rows = new TableRows(this, true, labels, 0, 0)) {
            while (rows.next()) {
                examples.add(rows.narrowed());
                if (isWeighted()) {
                    weights.add(Weights.of(rows.weight(), meanWeight()));
                }
            }
            requireRows(examples.size());
            rows.checkNarrowing(whole);
        }
        labels.finish(path(), whole);
        InMemory all = labels.with(Shape.of(examples.get(0).length), examples.toArray(new float[0][]));
        return isWeighted() ? all.weighted(Weights.of(weights)) : all;
    }

    LabelColumn newLabels(boolean kept) {
        return new LabelColumn(source.label(), training == null ? List.of() : training.classNames(), kept);
    }

    double meanWeight() {
        return training == null || !training.isWeighted() ? 1 : training.meanWeight();
    }

    boolean isWeighted() {
        return !source.weight().isEmpty();
    }

    private Schema schema(List<Column> columns, LabelColumn labels, Preparation fitted, Survey survey) {
        int width = columns.stream().mapToInt(Column::width).sum();
        boolean classification = !(source.label() instanceof Label.Value);
        return new Schema(
                Shape.of(fitted.inputs(width)),
                source.hasNames() ? columns : List.of(),
                labels.target(),
                source.hasNames() ? label() : "",
                classification,
                labels.classNames(),
                fitted,
                isWeighted() ? requireWeight(survey.weights().mean()) : 0,
                Sequences.NONE);
    }

    private double requireWeight(double mean) {
        if (mean == 0) {
            throw new DataException(path() + ": every weight in column \"" + source.weight()
                    + "\" is 0, expected some above: nothing would be learned");
        }
        return mean;
    }

    /** Returns whether a column has several numbers in each row. */
    boolean isList(String name) {
        return parts.get(0).columns().stream()
                .anyMatch(column -> column.name().equals(name) && column.kind() == TableColumn.Kind.NUMBERS);
    }

    private void requireRows(long count) {
        if (count == 0) {
            throw parts.get(0).file().error("holds no examples");
        }
        if (count > Integer.MAX_VALUE) {
            throw new DataException(path() + ": has " + count + " rows, expected at most " + Integer.MAX_VALUE);
        }
    }
}
