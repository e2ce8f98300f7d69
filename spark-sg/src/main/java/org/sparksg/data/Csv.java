package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Tables as text, one example a line, plain or packed with gzip: columns of numbers, and one that holds the label.
 * Features have shape {@code [columns]}, in the order named, or in the file's. Quotes ({@code "}) and line ends of any
 * system are understood; empty lines are skipped; an empty cell is an error.
 *
 * <p>{@link #inspect} reads all lines, because nothing else tells how many there are, but the numbers of each file's first
 * row only: they tell a column of text.
 *
 * @param path a file, a directory of part files, or a pattern
 * @param label the column to predict. Columns have the names of the first line or, without such a line, their positions:
 *     "0", "1", ...
 * @param features the columns to predict from; if empty, all others
 * @param header whether the first line of each file holds the names of the columns
 * @param separator between columns, such as ',' or ';' or a tab
 */
public record Csv(String path, Label label, List<String> features, boolean header, char separator)
        implements DataSource {

    /** Copies the list and checks all components. */
    public Csv {
        Require.text("path", path, "name a file, a directory or a pattern");
        Require.present("label", label);
        features = label.without(features);
        if (separator == '"' || separator == '\n' || separator == '\r') {
            throw new BadSetting("separator", "U+%04X".formatted((int) separator), "must not be a quote or a line end");
        }
    }

    /** A table with a header line, separated by commas, all of whose columns but the label are features. */
    public static Csv of(String path, Label label) {
        return new Csv(path, label, List.of(), true, ',');
    }

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        List<InputFile> files = InputFile.all(path, hadoop);
        LabelColumn labels = new LabelColumn(label);
        CsvColumns columns = null;
        int count = 0;
        for (InputFile file : files) {
            try (CsvFile lines = new CsvFile(file, separator)) {
                columns = columns(lines, columns);
                boolean first = true;
                for (String[] row = lines.next(columns); row != null; row = lines.next(columns)) {
                    if (first) {
                        columns.readLabel(row, lines, new LabelColumn(label));
                        columns.readFeatures(row, lines);
                        first = false;
                    }
                    if (labels.isNamed()) {
                        columns.readLabel(row, lines, labels);
                    }
                    count = Math.incrementExact(count);
                }
            }
        }
        requireRows(count, labels, files);
        String fingerprint = "csv-" + Fingerprint.of("" + label + features + header + separator, files);
        return new SourceSummary(count, labels.schema(columns.width(), columns.featureNames()), fingerprint);
    }

    @Override
    public Examples load(Configuration hadoop) throws IOException {
        List<InputFile> files = InputFile.all(path, hadoop);
        LabelColumn labels = new LabelColumn(label);
        List<float[]> rows = new ArrayList<>();
        CsvColumns columns = null;
        for (InputFile file : files) {
            try (CsvFile lines = new CsvFile(file, separator)) {
                columns = columns(lines, columns);
                for (String[] row = lines.next(columns); row != null; row = lines.next(columns)) {
                    columns.readLabel(row, lines, labels);
                    rows.add(columns.readFeatures(row, lines));
                }
            }
        }
        requireRows(rows.size(), labels, files);
        return labels.with(Shape.of(columns.width()), rows.toArray(new float[0][]));
    }

    /** Returns the columns of the next file, which must be those of the files before it. */
    private CsvColumns columns(CsvFile lines, CsvColumns before) throws IOException {
        List<String> names = header ? lines.header() : lines.positions();
        if (names.isEmpty()) {
            return before; // an empty part file
        }
        if (before == null) {
            return CsvColumns.of(names, label.column(), features, lines);
        }
        if (!names.equals(before.names())) {
            throw lines.error("columns " + names + ", expected " + before.names() + " as in the files before it");
        }
        return before;
    }

    private void requireRows(int count, LabelColumn labels, List<InputFile> files) {
        if (count == 0) {
            throw files.get(0).error("holds no examples");
        }
        labels.requireClasses(path);
    }
}
