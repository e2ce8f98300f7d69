package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
 */
record Table(TableSource source, List<TablePart> parts, List<String> features, Schema training, boolean whole) {

    /**
     * Looks at the columns of all files.
     *
     * @throws DataException if they differ, or lack a column, or have one that cannot be read
     */
    static Table open(TableSource source, Schema training, boolean whole, Configuration hadoop) throws IOException {
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
        return new Table(ready, filled, features, training, whole);
    }

    String path() {
        return source.path();
    }

    String label() {
        return source.label().column();
    }

    /** Looks at counts, widths and, where they have to be found, names of classes. */
    SourceSummary inspect(String fingerprint) throws IOException {
        LabelColumn labels = newLabels();
        long count = parts.stream().mapToLong(TablePart::count).sum();
        boolean counted = parts.stream().allMatch(part -> part.count() >= 0);
        boolean single = parts.stream().allMatch(this::hasNumbersOnly);
        Shards blocks = new Shards(this);
        List<Column> columns;
        try (TableRows rows = new TableRows(this, true, counted ? null : labels, 0, 0)) {
            if (counted && single) {
                columns = features.stream().map(name -> new Column(name, 1)).toList();
            } else {
                long read = 0;
                while (!(counted && read > 0) && rows.next()) {
                    read++;
                    blocks.add(rows.part(), rows.cursor());
                    labels.forget();
                }
                count = counted ? count : read;
                requireRows(count);
                columns = rows.columns();
                rows.checkNarrowing(!counted && whole);
            }
            requireRows(count);
            if (counted && labels.isNamed()) {
                try (TableRows named = new TableRows(this, false, labels, 0, 0)) {
                    while (named.next()) {
                        labels.forget();
                    }
                }
            }
            labels.finish(path(), whole && !counted);
            return new SourceSummary(
                    (int) count,
                    schema(columns, labels),
                    fingerprint,
                    rows.lines(),
                    counted ? Shards.told(this) : blocks.found());
        }
    }

    /** Reads all rows into memory. */
    Examples load() throws IOException {
        LabelColumn labels = newLabels();
        List<float[]> examples = new ArrayList<>();
        try (TableRows rows = new TableRows(this, true, labels, 0, 0)) {
            while (rows.next()) {
                examples.add(rows.narrowed());
            }
            requireRows(examples.size());
            rows.checkNarrowing(whole);
        }
        labels.finish(path(), whole);
        return labels.with(Shape.of(examples.get(0).length), examples.toArray(new float[0][]));
    }

    LabelColumn newLabels() {
        return new LabelColumn(source.label(), training == null ? List.of() : training.classNames());
    }

    private Schema schema(List<Column> columns, LabelColumn labels) {
        int width = columns.stream().mapToInt(Column::width).sum();
        boolean classification = !(source.label() instanceof Label.Value);
        return new Schema(
                Shape.of(width),
                source.hasNames() ? columns : List.of(),
                labels.target(),
                source.hasNames() ? label() : "",
                classification,
                labels.classNames());
    }

    private boolean hasNumbersOnly(TablePart part) {
        return part.columns().stream()
                .filter(column -> features.contains(column.name()))
                .allMatch(column -> column.kind() != TableColumn.Kind.NUMBERS);
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
